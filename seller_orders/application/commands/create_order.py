"""Create an order."""

from typing import Final

from attrs import evolve, frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.commands.update_external_ids import ensure_not_held
from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.message_factory import events
from seller_orders.application.order_changes import invalidate_cache, save_change
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.order_repository import StoreNumber
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork, UnitOfWork
from seller_orders.application.time_zone import time_zone
from seller_orders.domain.discount_policy import ensure_discount_fits
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.draft import OrderDraft
from seller_orders.domain.draft_assembly import assemble
from seller_orders.domain.order import Order
from seller_orders.domain.order_replacement import ensure_replaceable, record_replacement
from seller_orders.domain.refusals import OrderExists, OrderNumberTaken, Refusal
from seller_orders.domain.ship_by import ship_by_of
from seller_orders.domain.timeline import Change, ChangeType, TimelineEntry

PLACEHOLDER_NUMBER: Final = "?"
"""Placeholder of an order's number until the order is accepted."""


@frozen(kw_only=True)
class CreateOrder:
    """Create an order from a draft; missing ids, number and times are generated.

    Without ``ship_by`` it gets one by the domain's handling time, if there is any.

    Refusals: invalid_fields, tenders_do_not_add_up, order_exists, order_number_taken,
    external_id_taken. If ``replaces`` names an order of the domain, that order's ``replaced_by``
    grows in the same transaction; another id is kept as it is.

    >>> pasta = LineDraft(
    ...     id="line_1",
    ...     product_id="prd_1",
    ...     sku="PASTA-ALF",
    ...     name="Alfredo Pasta",
    ...     quantity=2,
    ...     selling_price=Decimal(100),
    ... )
    >>> draft = OrderDraft(
    ...     store_id="store_1",
    ...     currency="INR",
    ...     customer=Customer(id="cus_1", name="Anjali Patel"),
    ...     lines=(pasta,),
    ...     payment=PaymentDraft(
    ...         status=PaymentStatus.PENDING, method="cash", amount_paid=Decimal(0)
    ...     ),
    ... )
    >>> create = CreateOrder(domain_id="dom_1", by="erp", draft=draft)
    >>> order = orders.create_order(create).unwrap()
    >>> order.version, str(order.total), order.remaining
    (1, '200 INR', (ItemQuantity(id='line_1', quantity=2),))
    >>> again = evolve(draft, order_id="ord_2", replaces=order.id)
    >>> orders.create_order(evolve(create, draft=again)).unwrap().replaces == order.id
    True
    >>> import json
    >>> json.loads(orders.get_order(GetOrder("dom_1", order.id)).unwrap().body)["replaced_by"]
    ['ord_2']
    """

    domain_id: str
    by: str
    draft: OrderDraft
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class CreateOrderHandler:
    """Assembles an order from a draft and stores it."""

    begin: BeginUnitOfWork
    cache: OrderCache
    clock: Clock
    ids: IdGenerator
    settings: DomainSettingsReader

    def __call__(self, command: CreateOrder) -> Result[Order, Refusal]:
        """Return the new order at its first version."""
        settings = self.settings.of(command.domain_id)
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command, self.cache)
            former = self.lock_replaced_order(tx, command)
            assembled = self.assemble_order(command)
            decision = (
                assembled.bind(ensure_discount_fits)
                .bind(lambda order: _ensure_replaces(former, order))
                .bind(lambda order: self.ensure_not_taken(tx, command, order))
                .bind(lambda order: ensure_not_held(tx, order))
            )
            if not is_successful(decision):
                return commit_outcome(tx, command, decision)
            due = self.set_ship_by(settings, decision.unwrap())
            order = self.number_order(tx, command, settings, due)
            tx.orders.add(order)
            tx.outbox.add(events(None, order))
            replaced = self.record_replacement(tx, command, former, order)
            commit_outcome(tx, command, Success(order), order, *replaced)

        for each in replaced:
            invalidate_cache(self.cache, each)
        return Success(order)

    def lock_replaced_order(self, tx: UnitOfWork, command: CreateOrder) -> Order | None:
        """Lock and return the order that the draft replaces; None if the domain has none.

        It is locked before the new order's number, as by all that lock both.
        """
        replaced_id = command.draft.replaces
        if replaced_id is None:
            return None
        return tx.orders.get(command.domain_id, replaced_id).value_or(None)

    def assemble_order(self, command: CreateOrder) -> Result[Order, Refusal]:
        """Assemble the order, with its creation as the first timeline entry."""
        at, draft = self.clock.now(), command.draft
        created = TimelineEntry(
            id=self.ids.new("evt_"),
            type=ChangeType.CREATED,
            at=at,
            by=command.by,
            version=draft.version,
            to=draft.status,
        )
        return assemble(
            evolve(draft, timeline=(created,)),
            domain_id=command.domain_id,
            order_id=draft.order_id or self.ids.new("ord_"),
            number=draft.order_number or PLACEHOLDER_NUMBER,
            fulfillment_ids=[self.ids.new("ful_") for _ in draft.fulfillments],
            tender_ids=[self.ids.new("tnd_") for _ in draft.payment.tenders],
            at=at,
        ).alt(lambda refusal: refusal)

    def ensure_not_taken(
        self, tx: UnitOfWork, command: CreateOrder, order: Order
    ) -> Result[Order, Refusal]:
        """Refuse an id that the domain already uses, or a number that the store does."""
        given = command.draft.order_number
        taken = tx.orders.taken(order.domain_id, [order.id], [given] if given else [])
        if taken.order_ids:
            return Failure(OrderExists(order.id))
        if StoreNumber(order.store_id, order.number) in taken.numbers:
            return Failure(OrderNumberTaken(order.number, order.store_id))
        return Success(order)

    def record_replacement(
        self, tx: UnitOfWork, command: CreateOrder, former: Order | None, order: Order
    ) -> tuple[Order, ...]:
        """Save the replaced order with the new one's id, and return it, if there is one."""
        if former is None:
            return ()
        change = Change(id=self.ids.new("evt_"), at=self.clock.now(), by=command.by)
        replaced = record_replacement(former, order.id, change)
        save_change(tx, former, replaced)
        return (replaced,)

    def set_ship_by(self, settings: DomainSettings, order: Order) -> Order:
        """Set ``ship_by`` by the domain's handling time if the draft has none.

        An order of which nothing remains to be shipped gets none.
        """
        handling = settings.handling
        if handling is None or order.ship_by is not None or not order.remaining:
            return order
        zone = time_zone(settings.time_zone)
        return evolve(order, ship_by=ship_by_of(order.created_at, handling, zone))

    def number_order(
        self, tx: UnitOfWork, command: CreateOrder, settings: DomainSettings, order: Order
    ) -> Order:
        """Assign the next number if the draft has none; a refused draft uses no number."""
        if command.draft.order_number is not None:
            return order
        return evolve(order, number=tx.orders.next_number(order.domain_id, settings.numbering))


def _ensure_replaces(former: Order | None, order: Order) -> Result[Order, Refusal]:
    if former is None:
        return Success(order)
    return ensure_replaceable(former).map(lambda _: order)
