import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.adapters.shared.wire.nesting_limit import MAX_LEVELS, nests_too_deep

VALUES = st.recursive(
    st.none() | st.integers() | st.text(alphabet='[]{}"\\,:aé\n') | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet='[{"\\a'), inner),
)


def depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    return 0


@given(VALUES, st.integers(0, 2 * MAX_LEVELS), st.booleans())
def test_only_deeper_nesting_is_reported(value: object, more: int, ascii: bool):
    for level in range(more):
        value = {"[": value, "]": []} if level % 2 else [0, "}]", value, [[]]]
    text = json.dumps(value, ensure_ascii=ascii).encode("utf-8", "surrogatepass")

    assert nests_too_deep(text) == (depth(value) > MAX_LEVELS)


@pytest.mark.parametrize("levels", [MAX_LEVELS, MAX_LEVELS + 1, 2_000, 500_000])
@pytest.mark.parametrize("ends", ["with its end", "cut off"])
def test_unclosed_brackets_count(levels: int, ends: str):
    text = b'{"x":' * levels + (b"1" + b"}" * levels if ends == "with its end" else b"")

    assert nests_too_deep(text) == (levels > MAX_LEVELS)


def test_brackets_side_by_side_are_not_deep():
    assert not nests_too_deep(b"[" + b"[[{}]]," * 100_000 + b"1]")
