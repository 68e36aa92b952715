"""Texts of secrets in the settings of a domain."""

from typing import Final

MASK: Final = "•"
"""Stands for a secret that is kept: secrets are written, never read."""

SECRET_LENGTH: Final = 2_000


def is_secret_text(text: str) -> bool:
    """Return whether a text can be sent in a header and is not too long, or is the mask."""
    is_sendable = 1 <= len(text) <= SECRET_LENGTH and text.isascii() and text.isprintable()
    return is_sendable or text == MASK


SECRET_RULE: Final = f"It must be 1 to {SECRET_LENGTH:,} printable ASCII characters."
