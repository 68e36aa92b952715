"""Numbering of orders that come without a number."""

from attrs import frozen


@frozen(kw_only=True)
class OrderNumbering:
    """Prefix of generated order numbers, and the least next number; None goes on counting."""

    prefix: str = ""
    next: int | None = None
