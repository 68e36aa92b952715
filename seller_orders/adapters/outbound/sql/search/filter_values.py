"""Parameters of a search statement, by the filters that they are for."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from seller_orders.adapters.outbound.sql.orders.full_text_index import query_text
from seller_orders.adapters.outbound.sql.orders.order_mapping import attribute_digest
from seller_orders.adapters.outbound.sql.orders.search_data import folded_beginning
from seller_orders.adapters.outbound.sql.search.search_conditions import filter_of_returns
from seller_orders.application.order_words import words_of_query
from seller_orders.application.ports.order_search import OrderFilters
from seller_orders.application.text_folding import folded
from seller_orders.domain.money import SCALE, UNITS_LIMIT

_LAST_CHARACTER: Final = "\U0010ffff"
_LONGEST: Final = 1500
_SURROGATES: Final = range(0xD800, 0xE000)


def given_values(dialect: str, domain_id: str, filters: OrderFilters) -> dict[str, object]:
    """Return the values that restrict a search, by parameter name."""
    given: dict[str, object] = {
        "domain_id": domain_id,
        "customer_id": filters.customer_id,
        "store_id": filters.store_id,
        "created_from": filters.created_from,
        "created_to": filters.created_to,
        "updated_from": filters.updated_from,
        "updated_to": filters.updated_to,
        "total_min": _units(filters.total_min, ROUND_CEILING),
        "total_max": _units(filters.total_max, ROUND_FLOOR),
        "country": filters.country,
        "sku": filters.sku,
        "tag": filters.tag,
        "awb": filters.awb,
        "attribute": filters.attribute and attribute_digest(*filters.attribute),
        "assignee": filters.assignee,
    }
    # The time is the value of the filters that depend on it.
    for name, wanted in (("held", filters.held), ("late", filters.late)):
        if wanted is not None:
            given[name if wanted else f"not_{name}"] = filters.moment
    if filters.unassigned:
        given["unassigned"] = True
    if filters.return_statuses:
        given[filter_of_returns(filters.return_statuses)] = True
    if filters.external_id is not None:
        given["system"], given["external_id"] = filters.external_id
    for name, values in (
        ("status", filters.statuses),
        ("payment_status", filters.payment_statuses),
        ("fulfillment_status", filters.fulfillment_statuses),
        ("financial_status", filters.financial_statuses),
    ):
        # A single value lets the index deliver its matches in sort order.
        if len(values) == 1:
            (given[name],) = values
        elif values:
            given[f"{name}es"] = sorted(values)
    if filters.number_begins_or_ends_with is not None:
        number = folded(filters.number_begins_or_ends_with)
        ends = {"number": number, "reversed": number[::-1]}
        for name, beginning in ends.items():
            given[name] = folded_beginning(beginning)
            given[f"{name}_beyond"] = _first_beyond(folded_beginning(beginning))
    if words := words_of_query(filters.words or ""):
        given["words"] = query_text(dialect, domain_id, words)
    return {name: value for name, value in given.items() if value is not None}


def _units(amount: Decimal | None, rounding: str) -> int | None:
    """Return a total as it is stored, rounded to the next one that a filter may match."""
    if amount is None:
        return None
    whole = int((amount * SCALE).to_integral_value(rounding))
    return min(max(whole, -1), UNITS_LIMIT)


def _first_beyond(prefix: str) -> str:
    """Return the least text greater than every stored text with the prefix."""
    stem = prefix.rstrip(_LAST_CHARACTER)
    if not stem:
        return _LAST_CHARACTER * (_LONGEST + 1)
    following = ord(stem[-1]) + 1
    is_surrogate = _SURROGATES.start <= following < _SURROGATES.stop
    return stem[:-1] + chr(_SURROGATES.stop if is_surrogate else following)
