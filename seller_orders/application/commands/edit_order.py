"""Edit an order: its lines, amounts, addresses, contact and note."""

from attrs import frozen
from returns.result import Result

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.application.step_observers import step
from seller_orders.domain.edit_change import edit_order
from seller_orders.domain.edit_policy import ensure_editable
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import EditTerms, OrderEdit
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.signed_money import SignedMoney


@frozen(kw_only=True)
class EditOrder:
    """Edit parts of an order; those that the edit does not name stay as they are.

    An edit without a difference changes nothing. No money moves: a positive balance is due, and a
    negative one is refunded by ``CreateRefund``.

    Refusals: order_not_found, version_mismatch, invalid_fields, order_is_closed, unknown_item,
    duplicate_item, below_fulfilled, nothing_would_remain, total_below_zero, nothing_to_hand_over.

    >>> from seller_orders.domain.order_edit import LineEdit, OrderEdit
    >>> three = OrderEdit(items=(LineEdit(id="line_1", quantity=3),), reason="One more.")
    >>> edit = EditOrder(domain_id="dom_1", order_id="ord_1", by="erp", edit=three)
    >>> edited = orders.edit_order(edit).unwrap()
    >>> str(edited.order.total), str(edited.balance.amount)
    ('300 INR', '100')
    >>> orders.edit_order(edit).unwrap().order.version == edited.order.version
    True
    """

    domain_id: str
    order_id: str
    by: str
    edit: OrderEdit
    expected_versions: frozenset[int] | None = None
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen
class EditedOrder:
    """An order after an edit, and its balance: above 0 the customer owes it."""

    order: Order
    balance: SignedMoney


@frozen(kw_only=True)
class EditOrderHandler:
    """Edits an order in one transaction."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory

    def __call__(self, command: EditOrder) -> Result[EditedOrder, Refusal]:
        """Return the edited order and its balance."""
        return change_order(
            self, command, self.decide, lambda done: done.order, dry_run=command.dry_run
        )

    def decide(self, order: Order, command: EditOrder) -> Result[EditedOrder, Refusal]:
        """Edit the order if the policy allows it."""
        terms = self.validate_edit(order, command)
        return terms.map(lambda allowed: self.edit_order(order, allowed, command))

    @step
    def validate_edit(self, order: Order, command: EditOrder) -> Result[EditTerms, Refusal]:
        """Return the parts of the order after the edit."""
        return ensure_editable(order, command.edit)

    @step
    def edit_order(self, order: Order, terms: EditTerms, command: EditOrder) -> EditedOrder:
        """Edit the order."""
        after = edit_order(order, terms, self.changes.new_change(order, command.by))
        return EditedOrder(after, after.balance)
