"""Archiving an order that is closed."""

from attrs import field, frozen
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.application.order_changes import at_expected_version
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.order_archive import OrderArchive
from seller_orders.application.ports.order_reader import OrderReader
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.status_policy import ensure_archivable
from seller_orders.domain.transition_rules import TransitionRules, ensure_complete


@frozen(kw_only=True)
class ArchiveOrder:
    """Take a closed order out of the lists.

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
    """Takes it out of the lists and changes nothing about it: there is no version and no event.

    It is still opened by its id, exported, and changed as a closed order may be. Once archived it
    stays so.
    """

    reader: OrderReader
    archive: OrderArchive
    clock: Clock
    rules: TransitionRules = field(converter=ensure_complete)

    def __call__(self, command: ArchiveOrder) -> Result[Order, Refusal]:
        """Return the order that is archived."""
        found: Result[Order, Refusal] = self.reader.order(command.domain_id, command.order_id)
        archivable = found.bind(
            lambda order: at_expected_version(order, command.expected_versions)
        ).bind(self._ensure_archivable)
        if is_successful(archivable):
            self.archive.add(archivable.unwrap(), self.clock.now())
        return archivable

    def _ensure_archivable(self, order: Order) -> Result[Order, Refusal]:
        return ensure_archivable(order.status, self.rules).map(lambda _: order)
