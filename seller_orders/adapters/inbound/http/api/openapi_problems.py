"""Problem responses (RFC 9457) in the OpenAPI document: one schema an operation."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from seller_orders.adapters.inbound.http.api.openapi_examples import example_of
from seller_orders.adapters.inbound.http.api.operation import Operation
from seller_orders.adapters.inbound.http.api.problem_codes import Codes, meaning
from seller_orders.domain.refusals import BulkFailed, InvalidFields


def problem_schema(operation: Operation, codes: Codes, common: Mapping[str, Any]) -> Any:
    """Return the schema of an operation's problems: the common one with the operation's codes."""
    listed = sorted({code for several in codes.values() for code in several})
    is_used = {"failed": BulkFailed in operation.refusals, "order": "write_conflict" in listed}
    properties = {
        name: field for name, field in common["properties"].items() if is_used.get(name, True)
    }
    code = {**properties["code"], "enum": listed}
    statuses = {**properties["status"], "enum": sorted(codes)}
    return {**common, "properties": {**properties, "code": code, "status": statuses}}


def problem_response(schema: str, codes: tuple[str, ...], headers: Any) -> dict[str, Any]:
    """Return the response of one status, with an example of each code."""
    examples = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    return {
        "description": "\n".join(f"- `{code}`: {meaning(code)}" for code in codes),
        "headers": headers,
        "content": {
            "application/problem+json": {
                "schema": {"$ref": f"#/components/schemas/{schema}"},
                "examples": examples,
            }
        },
    }


def problem_examples(codes: Codes, named: Mapping[str, Any]) -> dict[str, Any]:
    """Return an example of the problem of each code."""
    wrong = {"errors": [example_of(named["FieldError"], named)]}
    return {
        code: {
            "summary": meaning(code),
            "value": {
                "type": "about:blank",
                "title": HTTPStatus(status).phrase,
                "status": status,
                "detail": meaning(code),
                "instance": "/merchant/api/v1/domains/dom_1/orders/ord_1001",
                "code": code,
                **(wrong if code == InvalidFields.code else {}),
            },
        }
        for status, several in codes.items()
        for code in several
    }
