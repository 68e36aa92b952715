"""pytest plugin for properties: each run draws the same examples, and none is shrunk."""

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "quickly",
    deadline=None,
    database=None,
    derandomize=True,
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("quickly")
