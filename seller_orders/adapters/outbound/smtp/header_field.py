"""Header fields of a mail, written without the library's header parser.

That parser decodes encoded words (RFC 2047) in any text, and Python 3.11 and 3.12 write the line
breaks in them as line breaks: a customer's name becomes a header, or the whole mail.
"""

from email.header import Header
from email.headerregistry import Address
from email.policy import Policy
from email.utils import quote
from typing import Any, Final, Self

_PLAIN_LENGTH: Final = 60
"""The longest text that is written as it is: it fits one line with its field's name."""


class HeaderField(str):
    """A header field in its written form, which ``EmailMessage`` keeps and does not parse.

    The string is the field's value in words. ValueError if a line has control characters.
    """

    name: str
    lines: tuple[str, ...]
    address: Address | None

    def __new__(cls, name: str, value: str, *lines: str, address: Address | None = None) -> Self:
        """Make a field of its value and of the lines that write it; without lines, of the value."""
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
    r"""Return a field of anybody's text.

    >>> from email.policy import SMTP
    >>> text_field("Subject", "=?utf-8?q?=0D=0ABcc:_eve?=").fold(policy=SMTP)
    'Subject: =?utf-8?b?PT91dGYtOD9xPz0wRD0wQUJjYzpfZXZlPz0=?=\r\n'
    """
    lines = (text,) if _is_plain(text) else _encoded(name, text)
    return HeaderField(name, text, *lines)


def address_field(name: str, address: Address) -> HeaderField:
    """Return a field of an address, with anybody's text as its display name."""
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
