"""Import orders from another system."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import compress
from operator import not_

from attrs import evolve, frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.commands.create_order import PLACEHOLDER_NUMBER
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.order_repository import ExistingIdentifiers, StoreNumber
from seller_orders.application.ports.unit_of_work import (
    BeginUnitOfWork,
    StoreRefusedError,
    UnitOfWork,
)
from seller_orders.domain.draft import OrderDraft
from seller_orders.domain.draft_assembly import assemble
from seller_orders.domain.metadata_policy import ensure_external_ids_free
from seller_orders.domain.order import Order
from seller_orders.domain.order_numbering import OrderNumbering
from seller_orders.domain.refusals import (
    FieldProblem,
    InvalidFields,
    OrderExists,
    OrderNumberTaken,
    Refusal,
)


@frozen
class ImportOrders:
    """Import a batch of drafts with their history.

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
    """Handler of ImportOrders. Returns the order or a refusal of each draft (see CreateOrder)."""

    begin: BeginUnitOfWork
    clock: Clock
    ids: IdGenerator
    settings: DomainSettingsReader

    def __call__(self, command: ImportOrders) -> list[Result[Order, Refusal]]:
        """Return an outcome for each draft, in sequence.

        Accepted drafts are stored in one transaction. If the store refuses it, each draft is stored
        alone.
        """
        try:
            return self.store_batch(command)
        except StoreRefusedError as error:
            if len(command.drafts) == 1:
                return [_refused_by_store(error)]
        alone = (evolve(command, drafts=[draft]) for draft in command.drafts)
        return [outcome for each in alone for outcome in self(each)]

    def store_batch(self, command: ImportOrders) -> list[Result[Order, Refusal]]:
        """Store the accepted drafts of a batch in one transaction."""
        numbering = self.settings.of(command.domain_id).numbering
        with self.begin(command.domain_id) as tx:
            decisions = self.assemble_orders(
                command,
                self.existing_identifiers(tx, command),
                self.external_id_holders(tx, command),
            )
            outcomes = self.store_orders(tx, command, decisions, numbering)
            tx.commit()

        return outcomes

    def existing_identifiers(self, tx: UnitOfWork, command: ImportOrders) -> ExistingIdentifiers:
        """Return the drafts' ids and numbers that are in use."""
        return tx.orders.taken(
            command.domain_id,
            [draft.order_id for draft in command.drafts if draft.order_id],
            [draft.order_number for draft in command.drafts if draft.order_number],
        )

    def external_id_holders(
        self, tx: UnitOfWork, command: ImportOrders
    ) -> Mapping[tuple[str, str], str]:
        """Return the orders that hold external ids of the drafts."""
        given = {pair for draft in command.drafts for pair in draft.external_ids.items()}
        return tx.orders.external_id_holders(command.domain_id, sorted(given)) if given else {}

    def assemble_orders(
        self,
        command: ImportOrders,
        taken: ExistingIdentifiers,
        holders: Mapping[tuple[str, str], str],
    ) -> list[Result[Order, Refusal]]:
        """Assemble each order, and refuse ids and numbers that the store or earlier drafts use."""
        order_ids, numbers, held = set(taken.order_ids), set(taken.numbers), dict(holders)
        outcomes: list[Result[Order, Refusal]] = []
        for draft in command.drafts:
            outcome = _ensure_free(draft, order_ids, numbers).bind(
                partial(self._assemble, command.domain_id, held)
            )
            if is_successful(outcome):
                order = outcome.unwrap()
                order_ids.add(order.id)
                held |= dict.fromkeys(order.external_ids.items(), order.id)
                if draft.order_number is not None:
                    numbers.add(StoreNumber(draft.store_id, draft.order_number))
            outcomes.append(outcome)
        return outcomes

    def store_orders(
        self,
        tx: UnitOfWork,
        command: ImportOrders,
        decisions: Sequence[Result[Order, Refusal]],
        numbering: OrderNumbering,
    ) -> list[Result[Order, Refusal]]:
        """Add the orders with a number, then number and add the others."""
        has_number = [draft.order_number is not None for draft in command.drafts]
        _add(tx, compress(decisions, has_number))
        # The store skips existing numbers, those of this batch included.
        outcomes = [
            decision if is_numbered else decision.map(partial(_number, tx, numbering))
            for decision, is_numbered in zip(decisions, has_number, strict=True)
        ]
        _add(tx, compress(outcomes, map(not_, has_number)))
        return outcomes

    def _assemble(
        self, domain_id: str, held: Mapping[tuple[str, str], str], draft: OrderDraft
    ) -> Result[Order, Refusal]:
        assembled: Result[Order, Refusal] = assemble(
            draft,
            domain_id=domain_id,
            order_id=draft.order_id or self.ids.new("ord_"),
            number=draft.order_number or PLACEHOLDER_NUMBER,
            fulfillment_ids=[self.ids.new("ful_") for _ in draft.fulfillments],
            tender_ids=[self.ids.new("tnd_") for _ in draft.payment.tenders],
            at=self.clock.now(),
        ).alt(lambda refusal: refusal)
        return assembled.bind(
            lambda order: ensure_external_ids_free(order.external_ids, held, order.id).map(
                lambda _: order
            )
        )


def _add(tx: UnitOfWork, outcomes: Iterable[Result[Order, Refusal]]) -> None:
    tx.orders.add(*(each.unwrap() for each in outcomes if is_successful(each)))


def _number(tx: UnitOfWork, numbering: OrderNumbering, order: Order) -> Order:
    return evolve(order, number=tx.orders.next_number(order.domain_id, numbering))


def _refused_by_store(error: StoreRefusedError) -> Result[Order, Refusal]:
    return Failure(
        InvalidFields((FieldProblem("unstorable", f"The database rejected the order: {error}."),))
    )


def _ensure_free(
    draft: OrderDraft, order_ids: set[str], numbers: set[StoreNumber]
) -> Result[OrderDraft, Refusal]:
    if draft.order_id in order_ids:
        return Failure(OrderExists(str(draft.order_id)))
    number = draft.order_number
    if number is not None and StoreNumber(draft.store_id, number) in numbers:
        return Failure(OrderNumberTaken(number, draft.store_id))
    return Success(draft)
