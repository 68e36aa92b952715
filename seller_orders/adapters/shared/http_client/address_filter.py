"""Refusal of addresses that are not on the public internet."""

from ipaddress import ip_address

from seller_orders.adapters.shared.http_client.errors import AddressRefusedError
from seller_orders.adapters.shared.http_client.public_addresses import is_public


def ensure_public(address: str) -> None:
    """Raise AddressRefusedError if an IP address is private, local, reserved or multicast."""
    if not is_public(address):
        raise AddressRefusedError(
            f"InvalidIPAddress: {ip_address(address)} is not a public address"
        )
