"""pytest plugin that disables the shrinking of failing examples."""

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "quickly",
    deadline=None,
    database=None,
    max_examples=50,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("quickly")
