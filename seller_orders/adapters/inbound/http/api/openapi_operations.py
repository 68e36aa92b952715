"""Operations in the OpenAPI document: parameters, bodies and responses."""

from collections.abc import Iterable
from typing import Any, TypeAlias, get_args

from attrs import frozen
from msgspec import Meta

from seller_orders.adapters.inbound.http.api.openapi_examples import example_response
from seller_orders.adapters.inbound.http.api.openapi_headers import (
    REQUEST_HEADERS,
    response_headers,
)
from seller_orders.adapters.inbound.http.api.openapi_problems import problem_response
from seller_orders.adapters.inbound.http.api.operation import Operation
from seller_orders.adapters.inbound.http.api.problem_codes import Codes, problem_codes
from seller_orders.adapters.inbound.http.api.schema_generation import Schemas, query_parameters
from seller_orders.adapters.inbound.http.path_templates import path_template, path_variables
from seller_orders.adapters.shared.http_client.internal_client import DOMAIN_HEADER
from seller_orders.adapters.shared.wire.field_types import Identifier
from seller_orders.domain.refusals import VersionMismatch

Described: TypeAlias = dict[str, Any]
"""A part of the OpenAPI document."""


@frozen
class Route:
    """An operation with its URL rule and method."""

    rule: str
    method: str
    operation: Operation
    is_inner: bool

    @property
    def path(self) -> str:
        """The path with its variables in braces."""
        return path_template(self.rule)

    @property
    def ids(self) -> list[str]:
        """Names of the path's variables."""
        return path_variables(self.rule)

    @property
    def is_change(self) -> bool:
        """True if the operation may change something."""
        return self.method != "get"

    @property
    def codes(self) -> Codes:
        """Problem codes by status."""
        return problem_codes(self.operation, is_change=self.is_change)

    @property
    def problem_name(self) -> str:
        """Name of the schema of the operation's problems."""
        words = self.operation.__name__.split("_")
        return f"{''.join(word.capitalize() for word in words)}Problem"

    @property
    def request_headers(self) -> Iterable[str]:
        """Names of the headers that the operation takes."""
        if self.is_change:
            yield "Idempotency-Key"
        if VersionMismatch in self.operation.refusals:
            yield "If-Match"
        if 304 in self.operation.responses:
            yield "If-None-Match"


def described_operation(route: Route, documents: Schemas) -> Described:
    """Return the description of an operation."""
    operation = route.operation
    described: Described = {
        "operationId": operation.__name__,
        "tags": [operation.tag.value],
        "summary": operation.summary,
        "description": _description(operation),
        "parameters": [*_parameters(route, documents)],
        "responses": {
            **{str(status): _success(status, route, documents) for status in operation.responses},
            **{
                str(status): problem_response(route.problem_name, codes, _headers(route, status))
                for status, codes in route.codes.items()
            },
        },
    }
    if operation.is_admin and not route.is_inner:
        described["security"] = [{"installation": []}]
    if operation.body is not None:
        described["requestBody"] = {
            "required": not operation.is_body_optional,
            "content": {
                "application/json": {
                    "schema": documents.of[operation.body],
                    "examples": dict(_body_examples(operation)),
                }
            },
        }
    return described


def _description(operation: Operation) -> str:
    scopes = " or ".join(f"`{scope}`" for scope in operation.scopes)
    needed = f"Needs the scope {scopes}." if scopes else ""
    return f"{operation.description} {needed}".strip() or f"{operation.summary}."


def _body_examples(operation: Operation) -> Iterable[tuple[str, Described]]:
    for type_ in get_args(operation.body) or (operation.body,):
        if example := getattr(type_, "EXAMPLE", None):
            yield example.get("action", operation.__name__), {"value": example}
            yield from ((name, {"value": more}) for name, more in type_.MORE_EXAMPLES.items())
        elif not getattr(type_, "__struct_fields__", True):
            yield operation.__name__, {"value": {}}
        elif isinstance(type_, Meta) and type_.examples:
            # The body is a map, which has no class of its own.
            yield operation.__name__, {"value": type_.examples[0]}


def _parameters(route: Route, documents: Schemas) -> Iterable[Described]:
    identifier = documents.of[Identifier]
    if route.is_inner and route.operation.has_domain:
        about = {"name": DOMAIN_HEADER, "in": "header", "description": "The domain of the orders."}
        yield {**about, "required": True, "schema": identifier}
    for name in route.ids:
        text = f"Id of the {name.removesuffix('_id')}."
        about = {"name": name, "in": "path", "description": text}
        yield {**about, "required": True, "schema": identifier}
    query = documents.of[route.operation.query]["$ref"].rpartition("/")[2]
    yield from query_parameters(documents.named[query])
    for name in route.request_headers:
        yield {"name": name, "in": "header", **REQUEST_HEADERS[name]}


def _success(status: int, route: Route, documents: Schemas) -> Described:
    type_ = route.operation.responses[status]
    headers = _headers(route, status)
    if type_ is None:
        text = "Your version is current." if status == 304 else "The request succeeded."
        return {"description": text, "headers": headers}
    schema = documents.of[type_]
    name = _name(schema)
    content = {"schema": schema}
    if name is not None:
        content["examples"] = {name: {"$ref": f"#/components/examples/{name}"}}
    text = documents.named[name]["description"] if name else route.operation.summary
    return {
        "description": text,
        "headers": headers,
        "content": {"application/json": content},
    }


def _headers(route: Route, status: int) -> Described:
    return response_headers(route.operation, status, is_change=route.is_change)


def response_examples(routes: Iterable[Route], documents: Schemas) -> Described:
    """Return the examples of the operations' responses, by the names of their schemas."""
    types = (type_ for route in routes for type_ in route.operation.responses.values())
    names = {_name(documents.of[type_]) for type_ in types if type_ is not None}
    return {
        name: {"value": example_response(name, documents.named)}
        for name in names
        if name is not None
    }


def _name(schema: Described) -> str | None:
    return schema["$ref"].rpartition("/")[2] if "$ref" in schema else None
