"""E-mail addresses for the headers of a mail (RFC 5322)."""

from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import Final

_MAX_LENGTH: Final = 254
"""Characters of an address: RFC 5321, section 4.5.3.1.3, without the angle brackets."""


def mail_address(address: str, name: str = "") -> Address:
    """Return an address with a display name. Raises ValueError if it is not valid.

    An address that contains the start of an encoded word (RFC 2047) is not valid, because mail
    readers may decode it.
    """
    try:
        read = Address(" ".join(name.split()), addr_spec=address)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise ValueError("not an e-mail address") from error
    written = read.addr_spec
    if not (
        read.username and read.domain and len(written) <= _MAX_LENGTH and written.isprintable()
    ):
        raise ValueError("not an e-mail address")
    if "=?" in written:
        raise ValueError("not an e-mail address")
    return read
