"""Example responses, composed of the examples of their fields."""

from collections.abc import Mapping
from typing import Any, Final

_DIFFERENCES: Final[Mapping[str, Mapping[str, Any]]] = {
    "CancelledOrder": {
        "order": {
            "status": "cancelled",
            "fulfillment_status": "unfulfilled",
            "financial_status": "refunded",
            "items": [{"fulfilled_quantity": 0, "remaining_quantity": 2}],
            "totals": {"refunded": 215.25},
            "payment": {"refunds": [{"amount": 215.25, "reason": "customer_request"}]},
            "fulfillments": [{"status": "cancelled"}],
            "cancellation": {
                "reason": "customer_request",
                "details": None,
                "at": "2026-11-26T10:00:00Z",
                "by": "key:key_1",
                "refund_id": "rfd_1",
                "restocked": True,
            },
            "restocks": [
                {
                    "cause": "cancellation",
                    "cause_id": None,
                    "at": "2026-11-26T10:00:00Z",
                    "items": [{"id": "iid_001", "sku": "PASTA-ALF", "quantity": 2}],
                }
            ],
        },
        "refund": {"amount": 215.25, "reason": "customer_request"},
        "restocked": [{"quantity": 2}],
    },
    "CancelledItems": {
        "order": {
            "financial_status": "partially_refunded",
            "items": [
                {"cancelled_quantity": 1, "cancelled_worth": 102.5, "remaining_quantity": 1},
            ],
            "totals": {"cancelled": 102.5, "total": 112.75, "refunded": 102.5},
            "payment": {"refunds": [{"amount": 102.5, "owed": 102.5, "reason": "out_of_stock"}]},
        },
        "refund": {"amount": 102.5, "owed": 102.5, "reason": "out_of_stock"},
        "restocked": [],
    },
    "ReturnedOrder": {"order": {"return_status": "requested", "returns": [{}]}},
    "EditedOrder": {
        "order": {
            "financial_status": "partially_paid",
            "items": [{"quantity": 3, "remaining_quantity": 3, "total": 300}],
            "totals": {"subtotal": 300, "tax": 8, "total": 318, "balance": 102.75},
        },
    },
    "RefundedOrder": {
        "order": {
            "financial_status": "partially_refunded",
            "totals": {"refunded": 66.17},
            "payment": {"refunds": [{}]},
        },
    },
}
"""Fields of responses that differ from the examples of their types."""


def example_response(name: str, named: Mapping[str, Any]) -> Any:
    """Return the example of a named schema."""
    composed = example_of({"$ref": f"#/components/schemas/{name}"}, named)
    return _merged(composed, _DIFFERENCES.get(name, {}), named[name], named)


def example_of(schema: Mapping[str, Any], named: Mapping[str, Any]) -> Any:
    """Return the first example of a schema, or one that is composed of the parts' examples."""
    if examples := schema.get("examples"):
        return examples[0]
    if "$ref" in schema:
        return example_of(_target(schema, named), named)
    if options := schema.get("anyOf"):
        return example_of(options[0], named)
    if values := schema.get("enum"):
        return values[0]
    match schema.get("type"):
        case "object":
            required = schema.get("required", ())
            return {
                name: example_of(field, named)
                for name, field in schema.get("properties", {}).items()
                if name in required or "examples" in field
            }
        case "array":
            return [example_of(schema.get("items", {}), named)]
        case "boolean":
            return False
        case "integer" | "number":
            return 1
        case "string":
            return "text"
    return None


def _merged(
    example: Any, difference: Any, schema: Mapping[str, Any], named: Mapping[str, Any]
) -> Any:
    """Merge a difference into an example. A list of the example may be empty."""
    schema = _target(schema, named) if "$ref" in schema else schema
    if isinstance(difference, Mapping) and isinstance(example, dict):
        fields = schema.get("properties", {})
        return example | {
            name: _merged(example.get(name), each, fields.get(name, {}), named)
            for name, each in difference.items()
        }
    if isinstance(difference, list) and "items" in schema:
        bare = example_of(schema["items"], named)
        return [_merged(bare, each, schema["items"], named) for each in difference]
    return difference


def _target(schema: Mapping[str, Any], named: Mapping[str, Any]) -> Mapping[str, Any]:
    target: Mapping[str, Any] = named[schema["$ref"].rpartition("/")[2]]
    return target
