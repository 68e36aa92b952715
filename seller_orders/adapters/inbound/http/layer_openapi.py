"""OpenAPI document of a layer, built without an installation."""

from collections.abc import Mapping
from typing import Any, Final

from seller_orders.adapters.inbound.http.api.openapi import openapi
from seller_orders.adapters.inbound.http.app import create_app
from seller_orders.adapters.inbound.http.app_context import AppContext
from seller_orders.adapters.inbound.layers import Layers

_PLACEHOLDER: Final = "none"


def described(layer: Layers) -> Mapping[str, Any]:
    """Return a layer's OpenAPI document."""
    without_use_cases = AppContext(None, None, service_token=_PLACEHOLDER)
    return openapi(create_app(without_use_cases, lambda: False, layers=layer), layer)
