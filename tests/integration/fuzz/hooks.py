"""Schemathesis hooks, loaded in its own process (SCHEMATHESIS_HOOKS).

They make most requests name lines and cursors that exist, and count the responses.
"""

import atexit
import json
import os
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zoneinfo import available_timezones

import schemathesis
from hypothesis import strategies as st
from schemathesis.generation.meta import CoveragePhaseData

from seller_orders.adapters.inbound.http.api.cursors import write_cursor
from seller_orders.adapters.inbound.http.api.order_list_parameters import cursor
from seller_orders.application.ports.order_search import Position, Sort, SortKey
from seller_orders.domain.values import is_identifier, is_web_address

_LINES: Final = ("iid_001", "iid_002")
_AMOUNTS: Final = frozenset(
    {
        "selling_price",
        "discount",
        "tax",
        "rate",
        "shipping_total",
        "tax_total",
        "discount_total",
        "amount_paid",
        "amount_captured",
        "refund_amount",
        "amount",
        "shipping",
    }
)
_WHOLE: Final = {"quantity", "business_days", "next", "erase_contacts_after_days"}
_PLAIN_DECIMAL: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_DECODERS: Final = frozenset(
    {"required", "unknown_field", "wrong_type", "bad_characters", "unknown_value", "invalid"}
)
"""Problem codes of the decoder; rules across several fields have other codes."""

_MOMENTS: Final = st.datetimes(timezones=st.just(UTC))
_VALUES: Final[dict[SortKey, st.SearchStrategy[Any]]] = {
    SortKey.CREATED_AT: _MOMENTS,
    SortKey.UPDATED_AT: _MOMENTS,
    SortKey.TOTAL: st.integers(0, 10**15),
    SortKey.ORDER_NUMBER: st.from_regex(r"[0-9A-Z]{1,20}", fullmatch=True),
    SortKey.STATUS: st.just("pending"),
}


@st.composite
def _cursors(draw: st.DrawFn) -> str:
    key = draw(st.sampled_from(SortKey))
    order_id = draw(st.from_regex(r"[a-z_0-9]{1,64}", fullmatch=True))
    return cursor(Sort(key, draw(st.booleans())), Position(draw(_VALUES[key]), order_id))


@st.composite
def _refund_cursors(draw: st.DrawFn) -> str:
    ids = st.from_regex(r"[a-z_0-9]{1,64}", fullmatch=True)
    return write_cursor([draw(_VALUES[SortKey.CREATED_AT]), draw(ids), draw(ids)])


schemathesis.openapi.format("cursor", _cursors())


@st.composite
def _event_cursors(draw: st.DrawFn) -> str:
    number, since = draw(st.integers(0, 10**6)), draw(st.integers(1_700_000_000, 1_900_000_000))
    return write_cursor([number, since])


schemathesis.openapi.format("event-cursor", _event_cursors())
schemathesis.openapi.format("refund-cursor", _refund_cursors())
schemathesis.openapi.format(
    "id-cursor",
    st.from_regex(r"[a-z_0-9]{1,64}", fullmatch=True).map(lambda last: write_cursor([last])),
)
schemathesis.openapi.format("version-cursor", st.integers(1, 10**6).map(write_cursor))
schemathesis.openapi.format(
    "delivery-cursor",
    st.tuples(_MOMENTS, st.from_regex(r"[a-z_0-9]{1,64}", fullmatch=True)).map(write_cursor),
)
schemathesis.openapi.format("time-zone", st.sampled_from(sorted(available_timezones())))
schemathesis.openapi.format(
    "order-list-query",
    st.sampled_from(["", "late=true", "status=pending&status=confirmed", "sort_by=ship_by&q=a"]),
)
# Letters that are in no name of a user that is made here.
schemathesis.openapi.format("password", st.from_regex(r"[\u0400-\u04ff]{12,400}", fullmatch=True))
schemathesis.openapi.format(
    "email", st.from_regex(r"[a-z]{1,20}@[a-z]{1,20}\.example", fullmatch=True)
)
schemathesis.openapi.format(
    "uri",
    st.from_regex(r"https?://[a-z0-9]{1,20}(:[1-9][0-9]{0,3})?/[!-~]{0,40}", fullmatch=True).filter(
        is_web_address
    ),
)


_answers: Final = Counter[int]()


@atexit.register
def _write_answers() -> None:
    Path(os.environ["FUZZ_ANSWERS"]).write_text(json.dumps(_answers))


_is_distinct: Final = os.environ["FUZZ_DISTINCT"] == "1"
_seen: Final = set[tuple[object, ...]]()
_SHARED: Final = frozenset(
    {"domain_id", "order_id", "fulfillment_id", "refund_id", "Idempotency-Key"}
)
_NESTING: Final = re.compile(": | -> ")
_ADDRESS: Final = re.compile(r"\w+_address")


@schemathesis.hook
def filter_case(_: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Drop coverage cases that repeat a rule of the schema.

    One decoder reads every address, and one reads every identifier in a path. So a rule belongs to
    a part in the body of an operation, or to a parameter that operations share.
    """
    covered = case.meta.phase.data if case.meta else None
    if not _is_distinct or not isinstance(covered, CoveragePhaseData):
        return True
    place = covered.parameter_location, covered.parameter
    operation = None if covered.parameter in _SHARED else case.operation.label
    rule = operation, covered.scenario, *place, *_innermost(covered.description)
    is_new = rule not in _seen
    _seen.add(rule)
    return is_new


def _innermost(description: str) -> Sequence[str]:
    """Return the part, field and rule of a description such as ``a -> b -> field: rule``."""
    return _NESTING.split(_ADDRESS.sub("address", description))[-3:]


@schemathesis.hook
def after_call(
    _: schemathesis.HookContext, __: schemathesis.Case[Any], response: schemathesis.Response
) -> None:
    """Count the responses by status."""
    _answers[response.status_code] += 1


@schemathesis.hook
def map_body(_: schemathesis.HookContext, body: Any) -> Any:
    """Use ids of existing lines for some items, and amounts with two decimals."""
    return _known(body)


@schemathesis.hook
def filter_body(_: schemathesis.HookContext, body: Any) -> bool:
    """Leave out quoted amounts, which are accepted but not part of the schema."""
    return not _has_quoted_amount(body)


@schemathesis.check
def valid_requests_pass_the_decoder(
    _: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """A valid request may break a rule across fields, but no rule of a single field."""
    if response.status_code == 422 and case.meta and case.meta.generation.mode.is_positive:
        errors = response.json().get("errors", ())
        broken = [
            error
            for error in errors
            if error["code"] in _DECODERS and not _is_of_several_fields(case, error)
        ]
        assert not broken, f"the decoder refuses what the schema allows: {broken}"


def _is_of_several_fields(case: schemathesis.Case[Any], error: dict[str, str]) -> bool:
    """Return whether a problem with a decoder's code is of a rule that no schema has."""
    path, pointer = case.operation.path, error["pointer"]
    if case.method == "PATCH" and path.endswith("/settings"):
        # Its schema is that of any merge patch. What it makes of the stored sections is decoded.
        return True
    is_one_of_two = "/customers/" in path and pointer == "/customer_id"
    return is_one_of_two or ("/views" in path and pointer == "/query")


def _known(value: Any, field: str = "") -> Any:
    match value:
        case dict():
            return {name: _known(each, name) for name, each in value.items()}
        case list():
            return [_known(each, field) for each in value]
        case str() if field == "id" and is_identifier(value):
            return (*_LINES, value)[sum(map(ord, value)) % 3]
        # The decoder refuses 2.0 as an integer, a schema cannot.
        case float() if field in _WHOLE and value.is_integer():
            return int(value)
        case float() if field in _AMOUNTS and 0 < value < 10**12:
            return max(0.01, float(round(Decimal(value), 2)))
        case float() if field == "adjustment" and abs(value) < 10**12:
            return float(round(Decimal(value), 2))
    return value


def _has_quoted_amount(value: Any, field: str = "") -> bool:
    match value:
        case dict():
            return any(_has_quoted_amount(each, name) for name, each in value.items())
        case list():
            return any(_has_quoted_amount(each, field) for each in value)
        case str():
            is_amount = field in _AMOUNTS or field == "adjustment"
            return is_amount and _PLAIN_DECIMAL.fullmatch(value) is not None
    return False
