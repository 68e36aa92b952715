"""Archive a closed order."""

from attrs import frozen
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.application.order_changes import ensure_version
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.order_archive import OrderArchive
from seller_orders.application.ports.order_reader import OrderReader
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.status_policy import ensure_archivable


@frozen(kw_only=True)
class ArchiveOrder:
    """Remove a closed order from the lists.

    Refusals: order_not_found, version_mismatch, order_is_open.

    >>> archive = ArchiveOrder(domain_id="dom_1", order_id="ord_1")
    >>> orders.archive_order(archive).failure().code
    'order_is_open'
    """

    domain_id: str
    order_id: str
    expected_versions: frozenset[int] | None = None


@frozen(kw_only=True)
class ArchiveOrderHandler:
    """Archives a closed order without a new version or an event.

    An archived order can still be read by id, exported, and changed as far as a closed order can
    be. Archiving cannot be undone.
    """

    reader: OrderReader
    archive: OrderArchive
    clock: Clock
    settings: DomainSettingsReader

    def __call__(self, command: ArchiveOrder) -> Result[Order, Refusal]:
        """Return the archived order."""
        settings = self.settings.of(command.domain_id)
        found: Result[Order, Refusal] = self.reader.order(command.domain_id, command.order_id)
        archivable = found.bind(
            lambda order: ensure_version(order, command.expected_versions)
        ).bind(lambda order: _ensure_archivable(order, settings))
        if is_successful(archivable):
            self.archive.add(archivable.unwrap(), self.clock.now())
        return archivable


def _ensure_archivable(order: Order, settings: DomainSettings) -> Result[Order, Refusal]:
    return ensure_archivable(order.status, settings.transitions).map(lambda _: order)
