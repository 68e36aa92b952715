"""OpenAPI document of the operations, derived from the types that decode requests.

OpenAPI 3.1, https://spec.openapis.org/oas/v3.1.1.html.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any, Final, TypeAlias, get_args

from attrs import frozen
from flask import Flask

from seller_orders.adapters.inbound.http.api.operation import Operation
from seller_orders.adapters.inbound.http.api.problem_codes import problem_codes
from seller_orders.adapters.inbound.http.api.response_schemas import ProblemDocument
from seller_orders.adapters.inbound.http.api.schema_generation import (
    Schemas,
    query_parameters,
    schemas,
)
from seller_orders.adapters.inbound.http.path_templates import path_template, path_variables
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.shared.http_client.internal_client import DOMAIN_HEADER
from seller_orders.adapters.shared.wire.field_types import Identifier
from seller_orders.domain.refusals import VersionMismatch

Described: TypeAlias = dict[str, Any]
"""A part of the OpenAPI document."""

_REQUEST_HEADERS: Final[Mapping[str, Described]] = {
    "Idempotency-Key": {
        "description": "A repeated request with the same key gets the first response again.",
        # Leading and trailing spaces are no part of a header's value.
        "schema": {
            "type": "string",
            "maxLength": 255,
            # A key that contains a comma must be in quotes: it looks like two keys.
            "pattern": r'^([!-+\--~]([ -+\--~]*[!-+\--~])?|"([ !#-\[\]-~]|\\[ -~])+")$',
            # An empty key in the quoted form of the Idempotency-Key draft.
            "not": {"const": '""'},
        },
    },
    "If-Match": {
        "description": "The ETag of the version to change. Another version gets 412.",
        "schema": {"type": "string"},
    },
    "If-None-Match": {
        "description": "The ETag of the caller's version. The response is 304 if it is current.",
        "schema": {"type": "string"},
    },
}
_HEADERS_OF: Final[Mapping[int, tuple[str, ...]]] = {
    201: ("Location",),
    304: ("ETag",),
    401: ("WWW-Authenticate",),
    429: ("Retry-After", "RateLimit"),
    503: ("Retry-After",),
}
"""The headers of every response with a status."""


@frozen
class _Route:
    """An operation with its URL rule and method."""

    rule: str
    method: str
    operation: Operation
    is_inner: bool

    @property
    def path(self) -> str:
        return path_template(self.rule)

    @property
    def ids(self) -> list[str]:
        return path_variables(self.rule)

    @property
    def is_change(self) -> bool:
        return self.method != "get"

    @property
    def request_headers(self) -> Iterable[str]:
        if self.is_change:
            yield "Idempotency-Key"
        if VersionMismatch in self.operation.refusals:
            yield "If-Match"
        if 304 in self.operation.responses:
            yield "If-None-Match"


def openapi(app: Flask, layer: str) -> Described:
    """Return the OpenAPI document of an app's operations in one layer."""
    routes = tuple(_routes(app, layer))
    documents = schemas([Identifier, ProblemDocument, *_types(routes)])
    paths = defaultdict[str, Described](dict)
    for route in routes:
        paths[route.path][route.method] = _operation(route, documents)
    bearer = {
        "type": "http",
        "scheme": "bearer",
        "description": (
            "An API key, or a JWT of the identity provider."
            if layer == Layers.GATEWAY
            else "The token that the layers share."
        ),
    }
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "seller-orders",
            "version": version("seller-orders"),
            "description": "List, open, move, fulfil, cancel and bulk-update a domain's orders.",
        },
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {"schemas": documents.named, "securitySchemes": {"bearer": bearer}},
    }


def _routes(app: Flask, layer: str) -> Iterable[_Route]:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if isinstance(view, Operation) and rule.endpoint.startswith(f"{layer}."):
            (method,) = (rule.methods or set()) - {"HEAD"}
            yield _Route(rule.rule, method.lower(), view, layer != Layers.GATEWAY)


def _types(routes: Iterable[_Route]) -> Iterable[Any]:
    for route in routes:
        operation = route.operation
        yield operation.query
        yield from (type_ for type_ in (operation.body, *operation.responses.values()) if type_)


def _operation(route: _Route, documents: Schemas) -> Described:
    operation = route.operation
    codes = problem_codes(operation, is_change=route.is_change)
    described: Described = {
        "operationId": operation.__name__,
        "tags": ["orders"],
        "summary": operation.summary,
        **_needed(operation),
        "parameters": [*_parameters(route, documents)],
        "responses": {
            **{str(status): _success(status, route, documents) for status in operation.responses},
            **{str(status): _problem(status, codes[status], documents) for status in codes},
        },
    }
    if operation.body is not None:
        described["requestBody"] = {
            "required": not operation.is_body_optional,
            "content": {
                "application/json": {
                    "schema": documents.of[operation.body],
                    "examples": dict(_examples(operation)),
                }
            },
        }
    return described


def _needed(operation: Operation) -> Described:
    if not operation.scopes:
        return {}
    return {"description": f"Needs the scope {' or '.join(operation.scopes)}."}


def _examples(operation: Operation) -> Iterable[tuple[str, Described]]:
    for type_ in get_args(operation.body) or (operation.body,):
        if example := getattr(type_, "EXAMPLE", None):
            yield example.get("action", operation.__name__), {"value": example}


def _parameters(route: _Route, documents: Schemas) -> Iterable[Described]:
    identifier = documents.of[Identifier]
    if route.is_inner and route.operation.has_domain:
        about = {"name": DOMAIN_HEADER, "in": "header", "description": "The domain of the orders."}
        yield {**about, "required": True, "schema": identifier}
    for name in route.ids:
        yield {"name": name, "in": "path", "required": True, "schema": identifier}
    yield from query_parameters(documents.named[route.operation.query.__name__])
    for name in route.request_headers:
        yield {"name": name, "in": "header", **_REQUEST_HEADERS[name]}


def _success(status: int, route: _Route, documents: Schemas) -> Described:
    operation = route.operation
    described: Described = {"description": operation.summary, "headers": _headers(status)}
    if operation.responses[status] is not None:
        schema = documents.of[operation.responses[status]]
        described["content"] = {"application/json": {"schema": schema}}
    return described


def _problem(status: int, codes: tuple[str, ...], documents: Schemas) -> Described:
    this = {"properties": {"status": {"const": status}, "code": {"enum": codes}}}
    schema = {"allOf": [documents.of[ProblemDocument], this]}
    return {
        "description": " or ".join(codes),
        "headers": _headers(status),
        "content": {"application/problem+json": {"schema": schema}},
    }


def _headers(status: int) -> Described:
    header = {"required": True, "schema": {"type": "string"}}
    return dict.fromkeys(_HEADERS_OF.get(status, ()), header)
