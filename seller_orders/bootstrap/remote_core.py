"""The merchant operations on a core that runs in another process."""

from collections.abc import Callable, Iterable
from typing import Final

from seller_orders.adapters.outbound.core_api.command_turns import command_within
from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.adapters.outbound.core_api.domain_settings import CoreSettingsSource
from seller_orders.adapters.outbound.core_api.message_delivery import CoreDelivery
from seller_orders.adapters.outbound.core_api.notification_log import CoreNotificationLog
from seller_orders.adapters.outbound.core_api.order_cache import CoreOrderCache
from seller_orders.adapters.outbound.core_api.order_queue import OrderQueue
from seller_orders.adapters.outbound.core_api.order_reader import CoreOrderReader
from seller_orders.adapters.outbound.core_api.order_search import CoreOrderSearch
from seller_orders.adapters.outbound.core_api.refund_search import CoreRefundSearch
from seller_orders.adapters.outbound.core_api.unit_of_work import units_of_work
from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.adapters.shared.http_client.internal_client import InternalClient
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.use_cases import MerchantOperations
from seller_orders.bootstrap.carriers import connected_carriers
from seller_orders.bootstrap.domain_settings import domain_settings
from seller_orders.bootstrap.merchant_use_cases import C, Ports, R, merchant_operations, retried
from seller_orders.bootstrap.notifications import notification_channels
from seller_orders.settings import Settings

# Callers are answered within 5 seconds; the attempt that is under way then takes the rest.
_CHANGED_WITHIN_S: Final = 4.0
# A conflict needs another process that was faster. A pause would let it be faster again.
_MAX_PAUSE_S: Final = 0.0


class _RelayOfCore:
    """Relay that does nothing: the core wakes its own when it commits."""

    def wake(self, _: Iterable[str]) -> None:
        """Do nothing."""


_RELAY_OF_CORE: Final = _RelayOfCore()


def settings_of_remote_core(settings: Settings, core: InternalClient) -> DomainSettingsReader:
    """Return the reader of what domains have set in the core."""
    return domain_settings(settings, CoreSettingsSource(CoreClient(core)))


def operations_on_remote_core(
    settings: Settings, reader: DomainSettingsReader, core: InternalClient
) -> MerchantOperations:
    """Return the merchant operations, whose ports call the core over HTTP."""
    client = CoreClient(core)
    ports = Ports(
        begin=units_of_work(client, OrderQueue()),
        cache=CoreOrderCache(client),
        reader=CoreOrderReader(client),
        search=CoreOrderSearch(client),
        refunds=CoreRefundSearch(client),
        notifications=CoreNotificationLog(client),
        carriers=connected_carriers(reader, settings.carriers),
        relay=_RELAY_OF_CORE,
        deliver_immediately=CoreDelivery(client),
    )
    channels = notification_channels(settings, reader)
    changes = ChangeFactory(clock=SystemClock(), ids=Uuid7Generator(), channels=channels)
    return merchant_operations(ports, changes, reader, retry=_retried_in_time)


def _retried_in_time(handler: Callable[[C], R]) -> Callable[[C], R]:
    """Return a handler that retries after a write conflict until its time is over."""
    patient = retried(
        handler, attempts=None, timeout_s=_CHANGED_WITHIN_S, longest_pause_s=_MAX_PAUSE_S
    )

    def call(command: C) -> R:
        with command_within(_CHANGED_WITHIN_S):
            return patient(command)

    return call
