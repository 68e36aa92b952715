"""Mutations that no test can notice, by module: the mutated line, and the reason."""

from collections.abc import Mapping
from typing import Final

_A_SET: Final = "a set of them has no more members than they are"
_BOTH_ZERO: Final = "goodwill and kept are not negative, so both sides are 0"
_ENTRY_A_LINE: Final = "each has one entry a line"
_FIRST: Final = "cancelled sorts first of all statuses, so no status is less"
_KNOWN_TAXES: Final = "no more taxes are known than there are lines"
_LAST: Final = "it sorts last of all statuses, so no status is more"
_FIRST_OF_PAYMENTS: Final = "authorized sorts first of a payment's statuses"
_FIRST_OF_CAUSES: Final = "cancellation sorts first of a restock's causes"
_LAST_OF_CAUSES: Final = "return sorts last of a restock's causes"
_FIRST_OF_REFUNDS: Final = "failed sorts first of a refund's statuses"
_HOLDS: Final = "they are the same tuple, or the empty one"
_KEYWORDS: Final = (
    "it allows calls by position in addition, and nobody passes what is before it by keyword"
)
_LENGTH: Final = "it only saves time: tuples of unequal length are not equal"
_NOTHING_CAME: Final = "of the returns that ended, only closed ones have received units"
_NOTHING_IN_COMMON: Final = "the sets have nothing in common"
_POSITION: Final = "it allows values by position in addition, and nobody passes them so"
_ONE_UNIT: Final = "a restocked line has at least one unit, which is too many for both"
_ONE_NAME: Final = "Python keeps one object of each name"
_ONE_BOOLEAN: Final = "Python keeps one object of True and False"
_EDIT_AMOUNTS: Final = "there are amounts for each edit"
_ONLY_SPEED: Final = "it only says how many values are computed once"
_SAVES_TIME: Final = "it only saves time"
_UNIQUE: Final = "it only saves time: no id is found twice"

EXPLAINED: Final[Mapping[str, Mapping[str, str]]] = {
    "balance": {
        "total: Money, payment: Payment, cancellation: Cancellation | None, /, credit: int = 0": (
            _KEYWORDS
        ),
        "def open_units(total: int, /, credited: int, kept: int, goodwill: int) -> int:": _KEYWORDS,
        "return max(0, units - goodwill) if units >= 0 else max(units, -kept)": (_BOTH_ZERO),
        "return max(0, units - goodwill) if units > -1 else max(units, -kept)": _BOTH_ZERO,
    },
    "cancellation_policy": {
        "if status > OrderStatus.CANCELLED and OrderStatus.CANCELLED not in targets:": _FIRST,
        "if status >= OrderStatus.SHIPPED or is_shipped:": _LAST,
        "return order.status >= OrderStatus.SHIPPED and was_handed_over and is_over": _LAST,
        "expects_no_money = order.payment.status <= PaymentStatus.AUTHORIZED"
        " or not order.total": _FIRST_OF_PAYMENTS,
    },
    "timeline_facts": {
        "if len(facts) != 1:": "there is always the refund's id",
    },
    "draft_assembly": {
        "units = line_units(lines, fulfillments, (), (), is_cancelled=False)": (
            "a cancellation changes the units that are free, not those at home"
        ),
        "kind = TendersDoNotAddUp if codes <= {TendersDoNotAddUp.code} else InvalidFields": (
            "a refusal has a problem, so codes is not empty"
        ),
    },
    "draft_checks": {
        "is_cancelled = draft.status <= OrderStatus.CANCELLED": _FIRST,
        "if len(set(ids)) > len(ids):": _UNIQUE,
        "if len(set(ids)) >= len(ids):": _A_SET,
        "if len(set(ids)) is len(ids):": _UNIQUE,
        "line.id: line.quantity - line.cancelled_quantity if line.requires_shipping else -1": (
            "a fulfillment has at least one unit, which is one too many for both"
        ),
    },
    "customer_match": {"if (self.id is None) is (self.email is None):": _ONE_BOOLEAN},
    "days": {"if day >= date.max:": "no day is later"},
    "domain_settings": {
        "SECTIONS: Final = tuple(name for name in fields_dict(DomainSettings)"
        ' if name < "version")': "the other names sort before it",
        "SECTIONS: Final = tuple(name for name in fields_dict(DomainSettings)"
        ' if name is not "version")': _ONE_NAME,
    },
    "draft_cancelled_units": {
        "return len(reader.problems) is kept": (
            "it is another number only with hundreds of problems, and then the draft is refused"
        ),
        "return len(reader.problems) <= kept": "problems are added and never removed",
        "left = max( -1, total)": "a total below 0 is a problem of its own, and the only one",
    },
    "draft_credits": {
        "left = Counter({line.id: max( -1, left[line.id]) for line in lines})": (
            "a refund takes at least one unit, which is too many for both"
        ),
    },
    "draft_mapping": {
        "- @cache": _SAVES_TIME,
        "return kind(**dict(zip(names, read(draft), strict=False)) | others)": (
            "there is a value of each name"
        ),
    },
    "draft_holds": {
        "is_open = draft.status > OrderStatus.CANCELLED or not draft.holds": _FIRST,
    },
    "draft_restocks": {
        "holds = (restock.cause_id is None) is (restock.cause <= RestockCause.CANCELLATION)": (
            _FIRST_OF_CAUSES
        ),
        "holds = is_cancelled or restock.cause > RestockCause.CANCELLATION": _FIRST_OF_CAUSES,
        "returned = {each.id for each in fulfillments"
        " if each.status >= FulfillmentStatus.RETURNED}": _LAST,
        "is_return = restock.cause >= RestockCause.RETURN": _LAST,
        "if cause >= RestockCause.RETURN:": _LAST,
        "came_back = {id: received.get(id, -1) for id in ordered}": (
            "a restock has at least one unit, which is too many for both"
        ),
    },
    "edit_change": {
        '_PARTS: Final = tuple(name for name in fields_dict(EditTerms) if name is not "reason")': (
            _ONE_NAME
        ),
    },
    "edit_policy": {
        "if len(before) != len(order.lines) or len(after) < len(lines):": _KNOWN_TAXES,
        "if len(before) < len(order.lines) or len(after) != len(lines):": _KNOWN_TAXES,
    },
    "fixed_point": {
        "_EXACT: Final = Context(prec= 27)": "the largest amount has 16 digits",
        "_EXACT: Final = Context(prec= 29)": "the largest amount has 16 digits",
        "if number.adjusted() < ~places:": (
            "it only avoids formatting a long fraction, which is refused later anyway"
        ),
    },
    "fulfillment": {
        "FulfillmentStatus.IN_TRANSIT: FINAL ^ {FulfillmentStatus.OUT_FOR_DELIVERY},": (
            _NOTHING_IN_COMMON
        ),
        "^ {FulfillmentStatus.IN_TRANSIT, FulfillmentStatus.OUT_FOR_DELIVERY},": (
            _NOTHING_IN_COMMON
        ),
        "INACTIVE: Final = FINAL ^ {FulfillmentStatus.DELIVERED}": "delivered is one of the ends",
    },
    "fulfillment_change": {"/,": _KEYWORDS},
    "hold_policy": {
        "if order.status <= OrderStatus.CANCELLED:": _FIRST,
        "if first[id] < index": "the first index of a line is never larger",
    },
    "item_cancellation_policy": {
        "line.quantity != line.cancelled_quantity + quantities.get(line.id, 0)"
        " for line in order.lines": "more than the quantity was refused before",
        "if not request.refund or order.payment.status <= PaymentStatus.AUTHORIZED:": (
            _FIRST_OF_PAYMENTS
        ),
        "for item, worth in zip(items, worths_of_next(order, items), strict=False):": (
            "there is a worth for each item"
        ),
    },
    "lateness": {
        "if ship_by is None or not is_late(order, change.at) or order.late_ship_by is ship_by:": (
            "it is the same object"
        ),
    },
    "lazy_timeline": {
        "- @overload": "it is for type checkers alone",
        "return len(self) <= len(other) and tuple(self) == tuple(other)": _LENGTH,
        "return len(self) >= len(other) and tuple(self) == tuple(other)": _LENGTH,
    },
    "line_edit_policy": {
        "return any(line.quantity != line.cancelled_quantity for line in lines)": (
            "no line has more cancelled units than units"
        ),
        "for index, (edit, new) in enumerate(zip(edits, amounts, strict=False)):": _EDIT_AMOUNTS,
        "edited = {edit.id: (edit, new) for edit, new in zip(edits, amounts, strict=False)}": (
            _EDIT_AMOUNTS
        ),
    },
    "money": {
        "return self.units != 0": "units are never below 0",
        "_RECENT_AMOUNTS: Final = 1025": _ONLY_SPEED,
        "_RECENT_AMOUNTS: Final = 1023": _ONLY_SPEED,
        "- @lru_cache": _SAVES_TIME,
        "- @lru_cache(_RECENT_AMOUNTS)": _SAVES_TIME,
    },
    "order": {
        "data=released_facts(self.holds) if self.holds > holds else {},": _HOLDS,
        "data=released_facts(self.holds) if self.holds is not holds else {},": _HOLDS,
        "if status <= OrderStatus.CANCELLED:": _FIRST,
        "is_cancelled_now = status <= FulfillmentStatus.CANCELLED is not current.status": _FIRST,
        "is_cancelled_now = status is FulfillmentStatus.CANCELLED < current.status": _FIRST,
        "if status >= FulfillmentStatus.RETURNED is not current.status:": _LAST,
        "if status is FulfillmentStatus.RETURNED > current.status:": _LAST,
    },
    "order_figures": {
        "@frozen(kw_only=False)": _POSITION,
        "i for restock in self.restocks if restock.cause <= cause for i in restock.items": (
            _FIRST_OF_CAUSES
        ),
    },
    "order_invariants": {
        "if order.status <= OrderStatus.CANCELLED:": _FIRST,
    },
    "order_state": {"/,": _KEYWORDS, "@frozen(kw_only=False)": _POSITION},
    "order_numbering": {
        "if not is_foreign_identifier(number) or normalized_number(number) is not number:": (
            "it returns the same object if it changes nothing"
        ),
    },
    "payment": {
        "if payment.status >= PaymentStatus.VOIDED:": _LAST,
        "authorized = payment.status <= PaymentStatus.AUTHORIZED": _FIRST_OF_PAYMENTS,
        "return self.status > RefundStatus.FAILED": _FIRST_OF_REFUNDS,
        "failed = (p.amount.units for p in self.parts if p.status <= RefundStatus.FAILED)": (
            _FIRST_OF_REFUNDS
        ),
        "if refunded == captured:": "refunded is never more, so unequal means less",
    },
    "payment_policy": {
        "/,": _KEYWORDS,
        "payment: Payment, changed: Payment, total: Money, /, overpayment: bool": _KEYWORDS,
    },
    "refusals": {
        "for refusal in []:": "it runs as it is imported, and test_refusals compares the result"
    },
    "return_disclosure": {
        'CUSTOMER_RETURN_REASONS: Final = frozenset(RETURN_REASONS) ^ {"other"}': (
            "other is one of the reasons"
        ),
    },
    "refund_parts": {
        "is_unknown = all(problem.code >= TenderNotFound.code for problem in problems)": (
            "it sorts last of the problems' codes"
        ),
        "is_unknown = all(problem.code is TenderNotFound.code for problem in problems)": (
            "the problem has the same object"
        ),
        "if part.status > RefundStatus.FAILED:": _FIRST_OF_REFUNDS,
    },
    "refundable_units": {
        "if code >= UnitsNotShipped.code and not is_download:": "it sorts last of the two codes",
        "if code is UnitsNotShipped.code and not is_download:": "the kind has the same object",
        "order: Order, code: str, index: int, item: ItemQuantity, left: int, /,"
        " is_download: bool": _KEYWORDS,
        "for (taken, fulfillment_id), worth in zip(bound, worths, strict=False)": (
            "there is a worth for each entry"
        ),
    },
    "recorded_lateness": {
        "entries = zip(types_of_entries(timeline), facts_of_entries(timeline), strict=False)": (
            "each entry has a type and facts"
        ),
    },
    "requested_items": {"if first[item.id] < index": "the first index of a line is never larger"},
    "signed_money": {"sign = -1 if amount <= 0 else 1": "0 has no sign"},
    "order_return": {
        "return item.received_quantity if self.status <= ReturnStatus.CLOSED else 0": _NOTHING_CAME,
        "return item.received_quantity if self.status >= ReturnStatus.CLOSED else 0": _NOTHING_CAME,
        "closed = (each for each in kept if each.status <= ReturnStatus.CLOSED)": _NOTHING_CAME,
        "closed = (each for each in kept if each.status >= ReturnStatus.CLOSED)": _NOTHING_CAME,
    },
    "return_binding": {
        "return fulfillment.status > FulfillmentStatus.DELIVERED, fulfillment.created_at": (
            "cancelled alone sorts before delivered, and its units are not returned"
        ),
    },
    "return_policy": {
        "allowed = RETURN_TRANSITIONS[current.status] ^ {ReturnStatus.RECEIVED}": (
            "a return that is not final may be received"
        ),
    },
    "return_rules": {
        "if len(set(map(str, reasons))) != len(reasons):": _A_SET,
        "if len(set(map(str, reasons))) is not len(reasons):": _A_SET,
    },
    "return_units": {
        "if len({each.id for each in returns}) != len(returns):": _A_SET,
        "if len({each.id for each in returns}) is not len(returns):": _A_SET,
        "if len({item.id for item in each.items}) != len(each.items):": _A_SET,
        "if len({item.id for item in each.items}) is not len(each.items):": _A_SET,
    },
    "stock": {
        "units = restocked_units(each for each in restocks"
        " if each.cause >= RestockCause.RETURN)": _LAST_OF_CAUSES,
        "units = restocked_units(each for each in restocks"
        " if each.cause < RestockCause.RETURN)": _LAST_OF_CAUSES,
        "if any(units[id] > received.get(id, -1) for id in units):": _ONE_UNIT,
        "if len(causes) != len(restocks):": "a set of causes is never larger than their sequence",
        "if any(units[id] > ordered.get(id, -1) for id in units):": _ONE_UNIT,
    },
    "tender": {"return self.status >= TenderStatus.CAPTURED": "captured sorts last"},
    "unit_ledger": {
        "def _untouched(line: LineItem, /, is_cancelled: bool) -> LineUnits:": _KEYWORDS,
        "given_back = restocked_units(each for each in restocks"
        " if each.cause < RestockCause.RETURN)": _LAST_OF_CAUSES,
        "/,": _KEYWORDS,
        "if fulfillment.status < FulfillmentStatus.RETURNED:": _LAST,
        "_RECENT: Final = 4095": _ONLY_SPEED,
        "_RECENT: Final = 4097": _ONLY_SPEED,
    },
    "webhook_endpoint": {
        "def switched(self, at: datetime, /, enabled: bool) -> Self:": _KEYWORDS,
        "if enabled is self.enabled:": _ONE_BOOLEAN,
    },
    "unit_worth": {
        "def worth_of_next(units: int, /, counted: int, taken: Money, quantity: int, worth: Money)"
        " -> Money:": _KEYWORDS,
        "if whole <= 0:": "weights are not negative",
        "is_up = 2 * rest > quantity * step or (2 * rest == quantity * step and whole % 2 >= 1)": (
            "the remainder is 0 or 1"
        ),
        "if len(known) >= len(reduced) and sum(known) <= order.tax.units:": _KNOWN_TAXES,
        "by_remainder = sorted(range(len(weights)), key=lambda index: ~exact[index][1])": (
            "the sequence is the same"
        ),
        "reduced = [total - discount for total, discount"
        " in zip(totals, discounts, strict=False)]": _ENTRY_A_LINE,
        "for line, net, tax in zip(order.lines, reduced, taxes, strict=False)": _ENTRY_A_LINE,
        "is_up = 2 * rest > quantity * step or (2 * rest >= quantity * step and whole % 2 == 1)": (
            "more is true on the left already"
        ),
    },
}
