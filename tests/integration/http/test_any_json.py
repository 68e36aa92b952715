"""Any JSON at any place of any body: the server never fails, and refusals have no effect."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.http.full_bodies import FULL, NAMES, Path, nodes
from tests.integration.http.operations import BULK, Operation, Subject, allowed, subject_on
from tests.support.server_process import Server

KNOWN = {name for _, body in FULL for path, _ in nodes(body) for name in path if name != 0}
TEXTS = st.text(max_size=20) | st.sampled_from(
    ["", "\x00", "NaN", "1e5", "ord_1", "paid", "cancelled", "2026-01-01T00:00:00Z", "x" * 2_001]
)
NUMBERS = (
    st.integers() | st.floats() | st.sampled_from([0, -1, 1.5, 2**31, 2**63, 2**64, 10**400, 1e308])
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(TEXTS | st.sampled_from(sorted(map(str, KNOWN))), inner, max_size=3)
    ),
    max_leaves=8,
)


@st.composite
def mutated(draw: st.DrawFn, body: dict[str, Any]) -> Any:
    """Replace, remove or add a value in a valid body."""
    path, value = draw(st.sampled_from(nodes(body)))
    deed = draw(st.sampled_from(["replace", "remove", "add"]))
    if deed == "add" and isinstance(value, dict):
        name = draw(TEXTS | st.sampled_from(sorted(map(str, KNOWN))))
        return changed(body, path, {**value, name: draw(VALUES)})
    if deed == "add" and isinstance(value, list):
        return changed(body, path, [*value, draw(VALUES)])
    if deed == "remove" and path:
        return removed(body, path)
    return changed(body, path, draw(VALUES))


def changed(body: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    copy: Any = dict(body) if isinstance(body, dict) else list(body)
    copy[path[0]] = changed(copy[path[0]], path[1:], value)
    return copy


def removed(body: Any, path: Path) -> Any:
    copy: Any = dict(body) if isinstance(body, dict) else list(body)
    if path[1:]:
        copy[path[0]] = removed(copy[path[0]], path[1:])
    else:
        del copy[path[0]]
    return copy


@pytest.fixture(scope="module")
def subject(server: Server) -> Subject:
    return subject_on(server)


@pytest.mark.parametrize(("operation", "body"), FULL, ids=NAMES)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_json_is_handled_and_refusals_change_nothing(
    subject: Subject, operation: Operation, body: dict[str, Any], data: st.DataObject
):
    good = body | {"order_ids": [subject.order_id]} if operation is BULK else body
    sent = json.dumps(data.draw(mutated(good))).encode()
    before = subject.state()

    answer = allowed(lambda: subject.send(operation, sent))

    assert answer.status in {200, 201, 400, 404, 409, 422}, answer.body
    if answer.status >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.code
        assert subject.state() == before
