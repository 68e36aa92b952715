"""Header fields of an e-mail, serialized without the standard library's header parser.

That parser decodes encoded words (RFC 2047) in any text. Python 3.11 and 3.12 then write line
breaks from them into the header, so a customer's name could add headers or a body.
"""

from email.header import Header
from email.headerregistry import Address
from email.policy import Policy
from email.utils import quote
from typing import Any, Final, Self

_PLAIN_LENGTH: Final = 60
"""Longest text that is not encoded: it fits one line with its field's name."""


class HeaderField(str):
    """A serialized header field, which ``EmailMessage`` does not parse.

    The string is the field's readable value. Raises ValueError if a line has control characters.
    """

    name: str
    lines: tuple[str, ...]
    address: Address | None

    def __new__(cls, name: str, value: str, *lines: str, address: Address | None = None) -> Self:
        """Return a field of its value and its serialized lines, by default the value itself."""
        field = super().__new__(cls, value)
        field.name, field.lines, field.address = name, lines or (value,), address
        if not all(line.isprintable() for line in field.lines):
            raise ValueError(f"the header field {name} has control characters")
        return field

    def fold(self, *, policy: "Policy[Any]") -> str:
        """Return the field as it is sent."""
        value = f"{policy.linesep} ".join(self.lines)
        return f"{self.name}: {value}{policy.linesep}"


def text_field(name: str, text: str) -> HeaderField:
    r"""Return a field of untrusted text.

    >>> from email.policy import SMTP
    >>> text_field("Subject", "=?utf-8?q?=0D=0ABcc:_eve?=").fold(policy=SMTP)
    'Subject: =?utf-8?b?PT91dGYtOD9xPz0wRD0wQUJjYzpfZXZlPz0=?=\r\n'
    """
    lines = (text,) if _is_plain(text) else _encoded(name, text)
    return HeaderField(name, text, *lines)


def address_field(name: str, address: Address) -> HeaderField:
    """Return a field of an address with an untrusted display name."""
    display_name, addr_spec = address.display_name, address.addr_spec
    if not display_name:
        lines: tuple[str, ...] = (addr_spec,)
    elif _is_plain(display_name):
        lines = (f'"{quote(display_name)}"', f"<{addr_spec}>")
    else:
        lines = (*_encoded(name, display_name), f"<{addr_spec}>")
    return HeaderField(name, str(address), *lines, address=address)


def _encoded(name: str, text: str) -> tuple[str, ...]:
    written = Header(text, "utf-8", header_name=name).encode()
    return tuple(line.lstrip(" ") for line in written.split("\n"))


def _is_plain(text: str) -> bool:
    return len(text) <= _PLAIN_LENGTH and text.isascii() and text.isprintable() and "=?" not in text
