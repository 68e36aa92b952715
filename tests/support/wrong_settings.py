"""The problems of settings."""

import pytest

from seller_orders.settings import Settings
from seller_orders.settings.parsing import PREFIX, SettingsError


def problems_of(**settings: str) -> list[str]:
    """Read settings, named without their prefix, and return what is wrong with them."""
    with pytest.raises(SettingsError) as raised:
        Settings.of({f"{PREFIX}{name}": value for name, value in settings.items()})
    return list(raised.value.args)
