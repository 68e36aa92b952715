"""What a layer's API is, without an installation that serves it."""

from collections.abc import Mapping
from typing import Any, Final

from seller_orders.adapters.inbound.http.api.openapi import openapi
from seller_orders.adapters.inbound.http.app import create_app
from seller_orders.adapters.inbound.http.app_context import Installation
from seller_orders.adapters.inbound.layers import Layers

_NOT_ASKED_FOR: Final = "none"


def described(layer: Layers) -> Mapping[str, Any]:
    """Return a layer's OpenAPI document."""
    nobody_s = Installation(None, None, service_token=_NOT_ASKED_FOR)
    return openapi(create_app(nobody_s, lambda: False, layers=layer), layer)
