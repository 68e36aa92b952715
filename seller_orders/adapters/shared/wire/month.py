"""Calendar months, as texts such as 2026-11."""

import re
from datetime import date
from typing import Any, ClassVar, Final, Self

_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_FIRST_YEAR: Final = 1970


class Month:
    """A calendar month in UTC; ``first_day`` is its first day."""

    __slots__ = ("first_day",)
    SCHEMA: ClassVar[dict[str, Any]] = {
        "type": "string",
        "pattern": r"^(19[7-9][0-9]|[2-9][0-9]{3})-(0[1-9]|1[0-2])$",
    }

    def __init__(self, first_day: date) -> None:
        self.first_day = first_day

    @classmethod
    def read(cls, value: Any) -> Self:
        """Decode a month. Raises ValueError."""
        found = _MONTH.fullmatch(value)
        if found is None or int(found[1]) < _FIRST_YEAR:
            raise ValueError(f"It must be a month from {_FIRST_YEAR}-01 on, such as 2026-11")
        return cls(date(int(found[1]), int(found[2]), 1))
