"""Time zones by their names in settings."""

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo


def time_zone(name: str) -> tzinfo:
    """Return the time zone of an IANA name, such as ``Asia/Kolkata``.

    Raises ZoneInfoNotFoundError if neither the system nor the package ``tzdata`` has it. UTC needs
    neither.
    """
    return UTC if name == "UTC" else ZoneInfo(name)
