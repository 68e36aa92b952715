"""Addresses that are on the public internet."""

import socket
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

_GLOBAL_UNICAST: Final = ip_network("2000::/3")

_ALSO_REFUSED: Final = tuple(
    map(
        ip_network,
        (
            "100.64.0.0/10",  # carrier-grade NAT (RFC 6598)
            "192.0.0.0/24",  # IETF protocol assignments (RFC 6890)
            "192.88.99.0/24",  # 6to4 relays (RFC 7526)
            "2001::/23",  # IETF protocol assignments, with Teredo (RFC 2928, RFC 4380)
            "2002::/16",  # 6to4, which contains an IPv4 address (RFC 3056)
            "3fff::/20",  # documentation (RFC 9637)
        ),
    )
)
"""Networks that some versions of ``ipaddress`` regard as public."""


def is_public(address: str) -> bool:
    """Return whether an IP address is public: not private, local, reserved or multicast.

    Raises ValueError if it is no IP address.
    """
    found = ip_address(address)
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return (
        found.is_global
        and not found.is_multicast
        and (found.version == 4 or found in _GLOBAL_UNICAST)
        and not any(found in network for network in _ALSO_REFUSED)
    )


def is_literally_private(host: str) -> bool:
    """Return whether a host is localhost, or an IP address that is not public, in any form."""
    name = host.strip("[]").rstrip(".").partition("%")[0].lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        # It knows all forms of an IPv4 address, such as 2130706433 and 0x7f.1.
        name = socket.inet_ntoa(socket.inet_aton(name))
    except OSError:
        if ":" not in name:
            return False
    try:
        return not is_public(name)
    except ValueError:
        return True
