"""HTTP clients of the layers that run in other processes."""

from collections.abc import Mapping
from typing import Final

from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.shared.http_client.internal_client import InternalClient
from seller_orders.settings import Settings
from seller_orders.settings.parsing import PREFIX, SettingsError

_NEEDED: Final[Mapping[Layers, tuple[str, ...]]] = {
    Layers.GATEWAY: ("ORCHESTRATOR_URL", "CORE_URL", "SERVICE_TOKEN"),
    Layers.ORCHESTRATOR: ("CORE_URL", "SERVICE_TOKEN"),
    Layers.CORE: ("SERVICE_TOKEN",),
    Layers.ALL: (),
}


def ensure_connected(settings: Settings, layers: Layers) -> None:
    """Raise SettingsError if a layer lacks the address or the token that it needs."""
    given = {
        "ORCHESTRATOR_URL": settings.orchestrator_url,
        "CORE_URL": settings.core_url,
        "SERVICE_TOKEN": settings.service_token,
    }
    missing = [f"{PREFIX}{name}" for name in _NEEDED[layers] if given[name] is None]
    if missing:
        raise SettingsError(f"the {layers} layer needs {' and '.join(missing)}")


def orchestrator_client(settings: Settings) -> InternalClient:
    """Return a client of the orchestrator, for a gateway."""
    return _client(settings.orchestrator_url, settings.service_token)


def core_client(settings: Settings) -> InternalClient:
    """Return a client of the core, for the other two layers."""
    return _client(settings.core_url, settings.service_token)


def _client(url: str | None, token: str | None) -> InternalClient:
    assert url is not None, "ensure_connected was called"
    assert token is not None, "ensure_connected was called"
    return InternalClient(url=url, token=token)
