from hypothesis import HealthCheck, settings

from tests.servers import end_servers

settings.register_profile(
    "seller-orders",
    deadline=None,
    derandomize=False,
    max_examples=50,
    # A full order is large by nature: drawing one is slow, and no sign of a wasteful strategy.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("seller-orders")


def pytest_unconfigure() -> None:
    """Leave no server behind, in whichever process it was started."""
    end_servers()
