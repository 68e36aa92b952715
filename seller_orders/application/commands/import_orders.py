"""Taking in orders that another system has kept until now."""

from collections.abc import Sequence

from attrs import evolve, frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.order_repository import Taken
from seller_orders.application.ports.unit_of_work import (
    BeginUnitOfWork,
    StoreRefusedError,
    UnitOfWork,
)
from seller_orders.domain.draft import OrderDraft, assemble
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import (
    FieldProblem,
    InvalidFields,
    OrderExists,
    OrderNumberTaken,
    Refusal,
)


@frozen
class ImportOrders:
    """Import a batch of drafts, each with the history that it brings.

    >>> draft = OrderDraft(
    ...     order_id="ord_2",
    ...     store_id="store_1",
    ...     currency="INR",
    ...     customer=Customer(id="cus_1", name="Anjali Patel"),
    ...     lines=(),
    ...     payment=PaymentDraft(
    ...         status=PaymentStatus.PENDING, method="cash", amount_paid=Decimal(0)
    ...     ),
    ... )
    >>> (empty,) = orders.import_orders(ImportOrders("dom_1", [draft]))
    >>> empty.failure().code
    'invalid_fields'
    """

    domain_id: str
    drafts: Sequence[OrderDraft]


@frozen(kw_only=True)
class ImportOrdersHandler:
    """Answers for each draft: the order, or why it was left out (see CreateOrder)."""

    begin: BeginUnitOfWork
    clock: Clock
    ids: IdGenerator

    def __call__(self, command: ImportOrders) -> list[Result[Order, Refusal]]:
        """Return an answer a draft, in their order.

        Those that can be kept are kept together. If the store refuses them, each is tried alone.
        """
        try:
            return self.keep_together(command)
        except StoreRefusedError as error:
            if len(command.drafts) == 1:
                return [_refused_by_store(error)]
        alone = (evolve(command, drafts=[draft]) for draft in command.drafts)
        return [outcome for each in alone for outcome in self(each)]

    def keep_together(self, command: ImportOrders) -> list[Result[Order, Refusal]]:
        """Keep a batch, without the drafts that are refused, in one transaction."""
        with self.begin(command.domain_id) as tx:
            taken = self.taken_in_store(tx, command)
            outcomes = self.decide_each(tx, command, taken)
            tx.orders.add(*(each.unwrap() for each in outcomes if is_successful(each)))
            tx.commit()

        return outcomes

    def taken_in_store(self, tx: UnitOfWork, command: ImportOrders) -> Taken:
        """Look up which of the ids and numbers are in use."""
        return tx.orders.taken(
            command.domain_id,
            [draft.order_id for draft in command.drafts if draft.order_id],
            [draft.order_number for draft in command.drafts if draft.order_number],
        )

    def decide_each(
        self, tx: UnitOfWork, command: ImportOrders, taken: Taken
    ) -> list[Result[Order, Refusal]]:
        """Make each order, minding what the store and the earlier drafts have taken."""
        order_ids, numbers = set(taken.order_ids), set(taken.numbers)
        given = {draft.order_number for draft in command.drafts}
        outcomes: list[Result[Order, Refusal]] = []
        for draft in command.drafts:
            outcome = _ensure_free(draft, order_ids, numbers).bind(
                lambda free: self._assemble(tx, command.domain_id, free, given)
            )
            if is_successful(outcome):
                order_ids.add(outcome.unwrap().id)
                numbers.add(outcome.unwrap().number)
            outcomes.append(outcome)
        return outcomes

    def _assemble(
        self, tx: UnitOfWork, domain_id: str, draft: OrderDraft, given: set[str | None]
    ) -> Result[Order, Refusal]:
        number = draft.order_number or tx.orders.next_number(domain_id)
        while draft.order_number is None and number in given:
            number = tx.orders.next_number(domain_id)
        return assemble(
            draft,
            domain_id=domain_id,
            order_id=draft.order_id or self.ids.new("ord_"),
            number=number,
            fulfillment_ids=[self.ids.new("ful_") for _ in draft.fulfillments],
            at=self.clock.now(),
        ).alt(lambda refusal: refusal)


def _refused_by_store(error: StoreRefusedError) -> Result[Order, Refusal]:
    return Failure(InvalidFields((FieldProblem("unstorable", f"The store refuses it: {error}."),)))


def _ensure_free(
    draft: OrderDraft, order_ids: set[str], numbers: set[str]
) -> Result[OrderDraft, Refusal]:
    if draft.order_id in order_ids:
        return Failure(OrderExists(str(draft.order_id)))
    if draft.order_number in numbers:
        return Failure(OrderNumberTaken(str(draft.order_number)))
    return Success(draft)
