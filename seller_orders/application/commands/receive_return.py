"""Receive units of a return, and restock them by their condition."""

from functools import partial

from attrs import frozen
from returns.result import Result

from seller_orders.application.commands.create_return import ReturnedOrder
from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.application.step_observers import step
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import Return
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.return_change import receive
from seller_orders.domain.return_policy import ensure_receivable
from seller_orders.domain.return_request import ReceivedItem
from seller_orders.domain.return_rules import ReturnRules


@frozen(kw_only=True)
class ReceiveReturn:
    """Receive units of a return, all at once or in parts.

    It approves a return that waits for approval. Units in a condition that restocks go back to
    stock. It moves no money.

    Refusals: order_not_found, version_mismatch, return_not_found, return_is_final, invalid_fields,
    unknown_item, duplicate_item, quantity_exceeds_expected.

    >>> sent = Shipment(items=(ItemQuantity("line_1", 2),))
    >>> ship = CreateFulfillment(domain_id="dom_1", order_id="ord_1", by="erp", shipment=sent)
    >>> shipped = orders.create_fulfillment(ship).unwrap()
    >>> hand_over = UpdateStatus(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", status=OrderStatus.SHIPPED
    ... )
    >>> handed_over = orders.update_status(hand_over).unwrap()
    >>> both = ReturnRequest(items=(ReturnRequestItem(id="line_1", quantity=2, reason="unwanted"),))
    >>> request = CreateReturn(domain_id="dom_1", order_id="ord_1", by="erp", request=both)
    >>> receive = ReceiveReturn(
    ...     domain_id="dom_1",
    ...     order_id="ord_1",
    ...     return_id=orders.create_return(request).unwrap().return_.id,
    ...     by="erp",
    ...     items=(
    ...         ReceivedItem(id="line_1", quantity=1, condition="resellable"),
    ...         ReceivedItem(id="line_1", quantity=1, condition="damaged"),
    ...     ),
    ... )
    >>> received = orders.receive_return(receive).unwrap()
    >>> str(received.return_.status), received.order.restocks[-1].items
    ('received', (RestockedItem(id='line_1', sku='PASTA-ALF', quantity=1),))
    >>> orders.receive_return(receive).failure().code
    'quantity_exceeds_expected'
    """

    domain_id: str
    order_id: str
    return_id: str
    by: str
    items: tuple[ReceivedItem, ...]
    notify_customer: bool = False
    expected_versions: frozenset[int] | None = None
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class ReceiveReturnHandler:
    """Receives units of a return and restocks them in one transaction."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory
    settings: DomainSettingsReader

    def __call__(self, command: ReceiveReturn) -> Result[ReturnedOrder, Refusal]:
        """Return the changed return and order."""
        decide = partial(self.decide, self.settings.of(command.domain_id))
        return change_order(
            self, command, decide, lambda done: done.order, dry_run=command.dry_run, notifies=True
        )

    def decide(
        self, settings: DomainSettings, order: Order, command: ReceiveReturn
    ) -> Result[ReturnedOrder, Refusal]:
        """Find the return and receive the units if the policy allows it."""
        rules = settings.returns
        found = self.validate_items(order, command, rules)
        return found.map(lambda current: self.receive_return(order, current, command, rules))

    @step
    def validate_items(
        self, order: Order, command: ReceiveReturn, rules: ReturnRules
    ) -> Result[Return, Refusal]:
        """Return the return, which expects the units."""
        return ensure_receivable(order, command.return_id, command.items, rules)

    @step
    def receive_return(
        self, order: Order, current: Return, command: ReceiveReturn, rules: ReturnRules
    ) -> ReturnedOrder:
        """Record what came, and restock the units whose condition allows it."""
        change = self.changes.new_change(order, command.by, notify=command.notify_customer)
        after = receive(order, current, command.items, rules, change)
        return ReturnedOrder.of(after, current.id)
