"""What each layer finds behind it when they run apart."""

from collections.abc import Iterable
from typing import Final

from seller_orders.adapters.inbound.http.internal_api.core_ports import Core
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.adapters.outbound.core_api.message_delivery import CoreDelivery
from seller_orders.adapters.outbound.core_api.notification_log import CoreNotificationLog
from seller_orders.adapters.outbound.core_api.order_cache import CoreOrderCache
from seller_orders.adapters.outbound.core_api.order_reader import CoreOrderReader
from seller_orders.adapters.outbound.core_api.order_search import CoreOrderSearch
from seller_orders.adapters.outbound.core_api.refund_search import CoreRefundSearch
from seller_orders.adapters.outbound.core_api.unit_of_work import units_of_work
from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.adapters.shared.http_client.internal_client import InternalClient
from seller_orders.application.commands.commit_changes import CommitChangesHandler
from seller_orders.application.commands.replace_order import ReplaceOrderHandler
from seller_orders.application.commands.restore_inventory import RestoreInventoryHandler
from seller_orders.application.commands.send_notification import SendNotificationHandler
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.use_cases import MerchantOperations
from seller_orders.bootstrap.carriers import connected_carriers
from seller_orders.bootstrap.merchant_operations import Ports, merchant_operations, retried
from seller_orders.bootstrap.notifications import notification_channels
from seller_orders.bootstrap.runtime import Runtime
from seller_orders.settings import Settings
from seller_orders.settings.parsing import PREFIX, SettingsError


class _CoresRelay:
    """The relay that runs with the core, which wakes it as it commits."""

    def wake(self, _: Iterable[str]) -> None:
        """Have nothing to say."""


_CORES_RELAY: Final = _CoresRelay()


def ensure_connected(settings: Settings, layers: Layers) -> None:
    """Raise SettingsError where a layer that runs apart is not told what it needs."""
    if layers is Layers.GATEWAY:
        orchestrator_service(settings)
    if not layers.include(Layers.CORE):
        core_service(settings)
    if layers is Layers.CORE and settings.service_token is None:
        raise SettingsError(f"a core needs a {PREFIX}SERVICE_TOKEN, by which it knows its callers")


def orchestrator_service(settings: Settings) -> InternalClient:
    """Return the orchestrator, as a gateway asks it."""
    return _service("ORCHESTRATOR_URL", settings.orchestrator_url, settings.service_token)


def core_service(settings: Settings) -> InternalClient:
    """Return the core, as the layers before it ask it."""
    return _service("CORE_URL", settings.core_url, settings.service_token)


def orchestrator(settings: Settings, service: InternalClient) -> MerchantOperations:
    """Return the merchant operations on a core that runs apart."""
    asked = CoreClient(service)
    ports = Ports(
        begin=units_of_work(asked),
        cache=CoreOrderCache(asked),
        reader=CoreOrderReader(asked),
        search=CoreOrderSearch(asked),
        refunds=CoreRefundSearch(asked),
        notifications=CoreNotificationLog(asked),
        carriers=connected_carriers(settings.carriers),
        relay=_CORES_RELAY,
        deliver_at_once=CoreDelivery(asked),
    )
    channels = notification_channels(settings)
    changes = ChangeFactory(clock=SystemClock(), ids=Uuid7Generator(), channels=channels)
    return merchant_operations(ports, changes, settings.transitions)


def core(runtime: Runtime) -> Core:
    """Return what the core's routes work on."""
    ports = runtime.ports
    return Core(
        begin=ports.begin,
        reader=ports.reader,
        search=ports.search,
        refunds=ports.refunds,
        cache=ports.cache,
        commit=CommitChangesHandler(begin=ports.begin, cache=ports.cache),
        deliver_at_once=ports.deliver_at_once,
        present_key=runtime.present_key,
        replace_order=retried(ReplaceOrderHandler(begin=ports.begin, cache=ports.cache)),
        archive_order=runtime.use_cases.archive_order,
        restore_inventory=retried(
            RestoreInventoryHandler(begin=ports.begin, cache=ports.cache, changes=runtime.changes)
        ),
        send_notification=retried(
            SendNotificationHandler(
                begin=ports.begin, log=ports.notifications, channels=runtime.changes.channels
            )
        ),
    )


def _service(name: str, url: str | None, token: str | None) -> InternalClient:
    missing = [
        f"{PREFIX}{each}"
        for each, given in {name: url, "SERVICE_TOKEN": token}.items()
        if given is None
    ]
    if url is None or token is None:
        raise SettingsError(f"layers that run apart need {' and '.join(missing)}")
    return InternalClient(url=url, token=token)
