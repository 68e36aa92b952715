"""HTTP clients of the layers that run in other processes."""

from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.shared.http_client.internal_client import InternalClient
from seller_orders.settings import Settings
from seller_orders.settings.parsing import PREFIX, SettingsError


def ensure_connected(settings: Settings, layers: Layers) -> None:
    """Raise SettingsError if a layer lacks the address or the token that it needs."""
    if layers is Layers.GATEWAY:
        orchestrator_client(settings)
    if not layers.include(Layers.CORE):
        core_client(settings)
    if layers is Layers.CORE and settings.service_token is None:
        raise SettingsError(f"the core layer needs {PREFIX}SERVICE_TOKEN to check its callers")


def orchestrator_client(settings: Settings) -> InternalClient:
    """Return a client of the orchestrator, for a gateway."""
    return _client("ORCHESTRATOR_URL", settings.orchestrator_url, settings.service_token)


def core_client(settings: Settings) -> InternalClient:
    """Return a client of the core, for the other two layers."""
    return _client("CORE_URL", settings.core_url, settings.service_token)


def _client(name: str, url: str | None, token: str | None) -> InternalClient:
    missing = [
        f"{PREFIX}{each}"
        for each, given in {name: url, "SERVICE_TOKEN": token}.items()
        if given is None
    ]
    if url is None or token is None:
        raise SettingsError(f"this layer needs {' and '.join(missing)}")
    return InternalClient(url=url, token=token)
