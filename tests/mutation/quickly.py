"""pytest plugin that finds a failure soon: quick tests run first, and nothing is shrunk."""

import pytest
from hypothesis import HealthCheck, Phase, is_hypothesis_test, settings

settings.register_profile(
    "quickly",
    deadline=None,
    database=None,
    max_examples=50,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("quickly")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run examples before properties, and state machines last."""
    items.sort(key=_slowness)


def _slowness(item: pytest.Item) -> int:
    if not isinstance(item, pytest.Function) or "machine" in item.path.stem:
        return 2
    return int(is_hypothesis_test(item.function))
