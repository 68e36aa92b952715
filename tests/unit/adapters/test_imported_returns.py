"""Returns in an order's document: what is left out follows from the rest."""

from typing import Any

import pytest

from seller_orders.adapters.shared.wire.json_codec import decode, encode
from seller_orders.adapters.shared.wire.return_codec import ReceivedUnitsDocument


@pytest.mark.parametrize(
    ("fields", "arrived"),
    [
        ({"condition": "missing"}, False),
        ({"condition": "missing", "arrived": True}, True),
        ({"condition": "damaged"}, True),
        ({"condition": "lost", "arrived": False}, False),
    ],
)
def test_missing_units_have_not_arrived_unless_it_says_so(fields: dict[str, Any], arrived: bool):
    document = decode(ReceivedUnitsDocument, encode({"quantity": 1, **fields})).unwrap()

    assert document.value().arrived is arrived
