"""Wiring of the carriers in the settings: their clients and the keys of their events."""

from collections.abc import Mapping

from seller_orders.application.ports.carrier_directory import Carrier
from seller_orders.application.webhook_secret import signing_key
from seller_orders.settings.carriers import CarrierSettings


def connected_carriers(settings: Mapping[str, CarrierSettings]) -> Mapping[str, Carrier]:
    """Return the client of each carrier, by provider_id."""
    if not settings:
        return {}
    # Imported here so that installations without carriers do not need its libraries.
    from seller_orders.adapters.outbound.carriers.http_carrier import HttpCarrier

    return {
        provider_id: HttpCarrier(url=each.url, token=each.token, allow_private=each.allow_private)
        for provider_id, each in settings.items()
    }


def event_keys(settings: Mapping[str, CarrierSettings]) -> Mapping[str, bytes]:
    """Return the signing keys of the carriers' events."""
    return {
        provider_id: signing_key(each.secret)
        for provider_id, each in settings.items()
        if each.secret is not None
    }
