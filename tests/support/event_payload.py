"""The parts of an event that tell of its order."""

from collections.abc import Mapping
from typing import Any, Final

from tests.support.http_client import Client

PAYLOAD: Final = frozenset({"order", "fulfillment", "refund", "return"})


def without_payload(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the details of the change alone."""
    return {name: value for name, value in data.items() if name not in PAYLOAD}


def payload_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts that tell of the order."""
    return {name: value for name, value in data.items() if name in PAYLOAD}


def payload_now(client: Client, order: Mapping[str, Any], data: Mapping[str, Any]) -> Any:
    """Return the payload that the responses of the API give for the order as it is now."""
    (listed,) = (
        each
        for each in client.get("/orders?limit=100").json["orders"]
        if each["order_id"] == order["order_id"]
    )
    parts = {
        "fulfillment": _named(order["fulfillments"], data.get("fulfillment_id")),
        "refund": _named(order["payment"]["refunds"], data.get("refund_id")),
        "return": _named(order["returns"], data.get("return_id")),
    }
    return {"order": listed} | {name: part for name, part in parts.items() if part is not None}


def _named(parts: list[Any], id: str | None) -> Any:
    return next((each for each in parts if each["id"] == id), None)
