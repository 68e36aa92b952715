"""Types of fields in the document of a domain's settings."""

import re
from datetime import time
from functools import cache
from typing import Any, ClassVar, Final, Self
from zoneinfo import available_timezones

_HOURS_AND_MINUTES: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class TimeZoneName(str):
    """An IANA time zone."""

    __slots__ = ()
    SCHEMA: ClassVar[dict[str, Any]] = {
        "type": "string",
        "format": "time-zone",
        "maxLength": 64,
    }

    @classmethod
    def read(cls, value: Any) -> Self:
        """Read the name of a time zone that the time zone database has."""
        if not (isinstance(value, str) and value in _time_zones()):
            raise ValueError("It must be an IANA time zone, such as Europe/Berlin or Asia/Kolkata")
        return cls(value)


class TimeOfDay:
    """A time of day, in hours and minutes.

    It is no attrs class, because the decoder would read that as an object.
    """

    __slots__ = ("time",)
    SCHEMA: ClassVar[dict[str, Any]] = {
        "type": "string",
        "pattern": f"^({_HOURS_AND_MINUTES.pattern})$",
    }

    def __init__(self, of_day: time) -> None:
        self.time = of_day

    @classmethod
    def read(cls, value: Any) -> Self:
        """Read hours and minutes, from 00:00 to 23:59."""
        if not (isinstance(value, str) and _HOURS_AND_MINUTES.fullmatch(value)):
            raise ValueError("It must be a time of day from 00:00 to 23:59, such as 14:00")
        return cls(time.fromisoformat(value))


@cache
def _time_zones() -> frozenset[str]:
    # Some systems have the machine's own zone under this name, which IANA does not know.
    return frozenset(available_timezones() - {"localtime"})
