"""E-mail addresses (RFC 5322), for whoever writes them into a mail."""

from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import Final

_MOST: Final = 254
"""How long an address may be: RFC 5321, section 4.5.3.1.3, less the angle brackets."""


def mail_address(address: str, name: str = "") -> Address:
    """Return an address with somebody's name; ValueError if it is none.

    An address with the start of an encoded word (RFC 2047) in it is none: readers may decode it.
    """
    try:
        read = Address(" ".join(name.split()), addr_spec=address)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise ValueError("no e-mail address") from error
    written = read.addr_spec
    if not (read.username and read.domain and len(written) <= _MOST and written.isprintable()):
        raise ValueError("no e-mail address")
    if "=?" in written:
        raise ValueError("no e-mail address")
    return read
