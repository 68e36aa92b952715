"""The merchant operations on a core that runs in another process."""

from collections.abc import Iterable
from typing import Final

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
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.use_cases import MerchantOperations
from seller_orders.bootstrap.carriers import connected_carriers
from seller_orders.bootstrap.merchant_use_cases import Ports, merchant_operations
from seller_orders.bootstrap.notifications import notification_channels
from seller_orders.settings import Settings


class _RelayOfCore:
    """Relay that does nothing: the core wakes its own when it commits."""

    def wake(self, _: Iterable[str]) -> None:
        """Do nothing."""


_RELAY_OF_CORE: Final = _RelayOfCore()


def operations_on_remote_core(settings: Settings, core: InternalClient) -> MerchantOperations:
    """Return the merchant operations, whose ports call the core over HTTP."""
    client = CoreClient(core)
    ports = Ports(
        begin=units_of_work(client),
        cache=CoreOrderCache(client),
        reader=CoreOrderReader(client),
        search=CoreOrderSearch(client),
        refunds=CoreRefundSearch(client),
        notifications=CoreNotificationLog(client),
        carriers=connected_carriers(settings.carriers),
        relay=_RELAY_OF_CORE,
        deliver_immediately=CoreDelivery(client),
    )
    channels = notification_channels(settings)
    changes = ChangeFactory(clock=SystemClock(), ids=Uuid7Generator(), channels=channels)
    return merchant_operations(ports, changes, settings.transitions)
