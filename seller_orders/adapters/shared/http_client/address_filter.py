"""Refusal of addresses that are not on the public internet."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from seller_orders.adapters.shared.http_client.errors import AddressRefusedError

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


def ensure_public(address: str) -> None:
    """Raise AddressRefusedError if an IP address is private, local, reserved or multicast."""
    found = ip_address(address)
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    is_public = (
        found.is_global
        and not found.is_multicast
        and (found.version == 4 or found in _GLOBAL_UNICAST)
        and not any(found in network for network in _ALSO_REFUSED)
    )
    if not is_public:
        raise AddressRefusedError(f"InvalidIPAddress: {found} is not a public address")
