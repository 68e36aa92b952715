"""Wiring of carriers: their clients and the keys of their events."""

from collections.abc import Mapping
from typing import Final

from seller_orders.adapters.outbound.carriers.domain_carriers import ConnectedCarriers
from seller_orders.application.ports.carrier_directory import Carrier, CarrierDirectory
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.domain.carrier_connection import CarrierConnection

_NO_CARRIERS: Final[Mapping[str, Carrier]] = {}


def connected_carriers(
    settings: DomainSettingsReader,
    installation: Mapping[str, CarrierConnection],
    embedded: CarrierDirectory | None = None,
) -> ConnectedCarriers:
    """Return the carriers of each domain.

    ``installation`` are the connections of domains that have none of their own; domains with none
    at all have the ``embedded`` carriers.
    """
    return ConnectedCarriers(settings, installation, embedded or _NO_CARRIERS, _connect)


def _connect(connection: CarrierConnection) -> Carrier:
    # Imported here so that installations without carriers do not need its libraries.
    from seller_orders.adapters.outbound.carriers.http_carrier import HttpCarrier

    return HttpCarrier(
        url=connection.url, token=connection.token, allow_private=connection.allow_private
    )
