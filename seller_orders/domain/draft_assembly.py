"""Assembly of an order from a draft (contract, section 3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from attrs import evolve
from returns.result import Failure, Result, Success

from seller_orders.domain.currencies import DECIMALS
from seller_orders.domain.draft import FulfillmentDraft, OrderDraft, PaymentDraft
from seller_orders.domain.draft_cancelled_units import check_cancelled_worth
from seller_orders.domain.draft_checks import (
    DraftReader,
    check_cancellation,
    check_fulfillments,
    check_number,
    check_timeline,
    check_totals,
)
from seller_orders.domain.draft_credits import check_credits, check_refunded_items
from seller_orders.domain.draft_holds import check_holds
from seller_orders.domain.draft_lines import read_adjustments, read_lines, read_tax_lines
from seller_orders.domain.draft_mapping import from_draft
from seller_orders.domain.draft_payment import check_payment, check_tenders
from seller_orders.domain.draft_refunds import read_refunds
from seller_orders.domain.draft_restocks import check_restocks
from seller_orders.domain.draft_returns import bound_returns, check_returns
from seller_orders.domain.draft_tenders import read_tenders
from seller_orders.domain.fulfillment import Fulfillment, implies_hand_over
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.order import Order
from seller_orders.domain.order_totals import adjustments_sum, lines_sum, order_total
from seller_orders.domain.payment import Payment
from seller_orders.domain.refusals import FieldProblem, InvalidFields, TendersDoNotAddUp
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import Restock, RestockCause, restock_of
from seller_orders.domain.unit_ledger import line_units


def assemble(
    draft: OrderDraft,
    *,
    domain_id: str,
    order_id: str,
    number: str,
    fulfillment_ids: Iterable[str],
    tender_ids: Iterable[str] = (),
    at: datetime,
    is_stored: bool = False,
) -> Result[Order, InvalidFields]:
    """Build an order from a draft, or return a problem for each field that breaks a rule.

    ``number`` and ``order_id`` replace the draft's. ``fulfillment_ids`` and ``tender_ids`` are for
    fulfillments and tenders without an id, ``at`` is for a draft without ``created_at``. A stored
    order's tenders need not add up, its returns need no fulfillment, and its holds need not be
    released: earlier releases know none of them.
    """
    if draft.currency not in DECIMALS:
        detail = f"{draft.currency!r} is not an ISO 4217 currency."
        return Failure(InvalidFields((FieldProblem("currency_unknown", detail, ("currency",)),)))
    reader = DraftReader(draft.currency)
    created_at = draft.created_at or at
    lines = read_lines(draft, reader)
    shipping = reader.money(draft.shipping_total, "shipping_total")
    tax = reader.money(draft.tax_total, "tax_total")
    discount = reader.money(draft.discount_total, "discount_total")
    adjustments = read_adjustments(draft.adjustments, reader)
    subtotal = lines_sum(lines)
    total = order_total(
        subtotal=subtotal,
        discount=discount,
        shipping=shipping,
        tax=tax,
        adjustments=adjustments,
        prices_include_tax=draft.prices_include_tax,
    )
    tax_lines = read_tax_lines(draft.tax_lines, reader)
    payment = _payment(draft.payment, tender_ids, reader)
    fulfillments = _fulfillments(draft, fulfillment_ids, created_at)
    returns = bound_returns(draft.returns, fulfillments)
    check_number(draft, reader)
    check_totals(subtotal, total, adjustments_sum(adjustments), reader)
    check_cancelled_worth(lines, total, reader)
    check_payment(payment, reader)
    check_credits(payment.refunds, reader)
    if not is_stored:
        check_tenders(payment, reader)
        check_returns(returns, lines, fulfillments, reader)
        check_holds(draft, lines, reader)
    check_fulfillments(draft, lines, fulfillments, returns, reader)
    check_refunded_items(lines, fulfillments, payment.refunds, reader)
    check_cancellation(draft, reader)
    check_restocks(draft, fulfillments, reader)
    check_timeline(draft, reader)
    if reader.problems:
        return Failure(_refusal(reader))
    return Success(
        from_draft(
            Order,
            draft,
            domain_id=domain_id,
            id=order_id,
            number=number,
            lines=lines,
            discount=discount,
            shipping=shipping,
            tax=tax,
            tax_lines=tax_lines,
            adjustments=adjustments,
            payment=payment,
            fulfillments=fulfillments,
            returns=returns,
            tags=tuple(dict.fromkeys(draft.tags)),
            restocks=_restocks(draft, lines, fulfillments),
            created_at=created_at,
            updated_at=draft.updated_at or created_at,
        )
    )


def _refusal(reader: DraftReader) -> InvalidFields:
    codes = {problem.code for problem in reader.problems}
    kind = TendersDoNotAddUp if codes == {TendersDoNotAddUp.code} else InvalidFields
    return kind(tuple(reader.problems))


def _payment(draft: PaymentDraft, tender_ids: Iterable[str], reader: DraftReader) -> Payment:
    at_cancellation = draft.refunded_at_cancellation
    return from_draft(
        Payment,
        draft,
        captured=reader.money(draft.amount_paid, "payment", "amount_paid"),
        tenders=read_tenders(draft.tenders, tender_ids, reader, "payment", "tenders"),
        refunds=read_refunds(draft.refunds, reader),
        refunded_at_cancellation=reader.money(
            at_cancellation, "payment", "refunded_at_cancellation"
        ),
    )


def _fulfillments(
    draft: OrderDraft, ids: Iterable[str], created_at: datetime
) -> tuple[Fulfillment, ...]:
    new_ids = iter(ids)
    return tuple(
        from_draft(
            Fulfillment,
            given,
            id=given.id or next(new_ids),
            handed_over_at=_handed_over_at(given, draft.status, created_at),
            created_at=given.created_at or created_at,
            updated_at=given.updated_at or given.created_at or created_at,
        )
        for given in draft.fulfillments
    )


def _handed_over_at(
    given: FulfillmentDraft, order_status: OrderStatus, created_at: datetime
) -> datetime | None:
    is_handed_over = given.is_handed_over
    if is_handed_over is None:
        implied = implies_hand_over(given.status, given.shipment, order_status)
        is_handed_over = given.handed_over_at is not None or implied
    if not is_handed_over:
        return None
    return given.handed_over_at or given.updated_at or given.created_at or created_at


def _restocks(
    draft: OrderDraft, lines: Sequence[LineItem], fulfillments: Sequence[Fulfillment]
) -> tuple[Restock, ...]:
    if draft.restocks is not None:
        position = {line.id: index for index, line in enumerate(lines)}
        return tuple(
            evolve(each, items=tuple(sorted(each.items, key=lambda item: position[item.id])))
            for each in draft.restocks
        )
    if draft.cancellation is None or not draft.cancellation.restocked:
        return ()
    units = line_units(lines, fulfillments, (), (), is_cancelled=True)
    home = {id: each.home for id, each in units.items()}
    return restock_of(RestockCause.CANCELLATION, None, home, lines, draft.cancellation.at)
