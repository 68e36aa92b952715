"""Order numbers in the form in which they are compared."""

from unicodedata import normalize


def normalized_number(number: str) -> str:
    r"""Return an order number with composed characters and without blanks around it.

    >>> normalized_number(" A1 "), normalized_number("Cafe\u0301-1") == "Caf\u00e9-1"
    ('A1', True)
    """
    return normalize("NFC", number).strip()
