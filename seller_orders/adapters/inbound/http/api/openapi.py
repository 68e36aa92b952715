"""OpenAPI document of the operations, derived from the types that decode requests.

OpenAPI 3.1, https://spec.openapis.org/oas/v3.1.1.html.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any, Final

from flask import Flask

from seller_orders.adapters.inbound.http.api.openapi_headers import RESPONSE_HEADERS
from seller_orders.adapters.inbound.http.api.openapi_operations import (
    Described,
    Route,
    described_operation,
    response_examples,
)
from seller_orders.adapters.inbound.http.api.openapi_problems import (
    problem_examples,
    problem_schema,
)
from seller_orders.adapters.inbound.http.api.openapi_webhooks import (
    EVENT_TYPES,
    event_schemas,
    webhooks,
)
from seller_orders.adapters.inbound.http.api.operation import Operation, Tag
from seller_orders.adapters.inbound.http.api.response_schemas.problem import ProblemDocument
from seller_orders.adapters.inbound.http.api.schema_generation import schemas
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.shared.wire.field_types import Identifier

_ABOUT: Final = (
    "Orders of a marketplace's sellers: list, search, edit, hold, ship, cancel, return "
    "and refund them, one or many at a time."
)
_TAGS: Final[Mapping[Tag, str]] = {
    Tag.ORDERS: "List, search, create, read, update and cancel orders, one or many at a time.",
    Tag.RETURNS: "Take units back from the customer: create, approve, receive and close returns.",
    Tag.FULFILLMENTS: "Ship items: create, track, update and cancel fulfillments (shipments).",
    Tag.PAYMENTS: "Record payments, and refund them.",
    Tag.INSTALLATION: "Create and archive the domains of the installation, and count their use.",
    Tag.EVENTS: "Webhooks: events of orders, and the events that carriers send.",
    Tag.ACCESS: "Keys, users and their roles.",
    Tag.CUSTOMERS: "Export and erasure of the data of a customer.",
    Tag.SETTINGS: "Rules and preferences of the domain, and the history of their changes.",
    Tag.WEBHOOKS: "URLs that get the domain's events, and the deliveries to them.",
}

_BLUEPRINTS: Final[Mapping[str, tuple[str, ...]]] = {
    Layers.GATEWAY: (Layers.GATEWAY, "domain", "admin"),
    Layers.CORE: (Layers.CORE, "domain_of_core"),
}
"""Blueprints of the layers, by the names under which an app registers them."""


def openapi(app: Flask, layer: str) -> Described:
    """Return the OpenAPI document of an app's operations in one layer."""
    routes = tuple(_routes(app, layer))
    is_public = layer == Layers.GATEWAY
    documents = schemas(
        [Identifier, ProblemDocument, *_types(routes), *(EVENT_TYPES if is_public else ())]
    )
    paths = defaultdict[str, Described](dict)
    for route in routes:
        paths[route.path][route.method] = described_operation(route, documents)
    problem = documents.named["Problem"]
    problems = {r.problem_name: problem_schema(r.operation, r.codes, problem) for r in routes}
    events = event_schemas(documents) if is_public else {}
    named = {**documents.named, **problems, **events}
    described: Described = {
        "openapi": "3.1.1",
        "info": {
            "title": "seller-orders",
            "version": version("seller-orders"),
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/", "description": "The server that serves this document."}],
        "tags": [{"name": tag.value, "description": text} for tag, text in _TAGS.items()],
        "security": [{"bearer": []}],
        "paths": paths,
        **({"webhooks": webhooks(named)} if is_public else {}),
    }
    components = {
        "schemas": named,
        "headers": RESPONSE_HEADERS,
        "examples": {**response_examples(routes, documents), **_problem_examples(routes, named)},
    }
    used = _used(described, components)
    used["securitySchemes"] = {
        "bearer": _bearer(is_public=is_public),
        **({"installation": _installation_bearer()} if is_public else {}),
    }
    return {**described, "components": used}


def _routes(app: Flask, layer: str) -> Iterable[Route]:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        blueprint = rule.endpoint.partition(".")[0]
        if isinstance(view, Operation) and blueprint in _BLUEPRINTS.get(layer, (layer,)):
            (method,) = (rule.methods or set()) - {"HEAD"}
            yield Route(rule.rule, method.lower(), view, layer != Layers.GATEWAY)


def _types(routes: Iterable[Route]) -> Iterable[Any]:
    for route in routes:
        operation = route.operation
        yield operation.query
        yield from (type_ for type_ in (operation.body, *operation.responses.values()) if type_)


def _problem_examples(routes: Iterable[Route], named: Mapping[str, Any]) -> Described:
    from_routes = (problem_examples(route.codes, named) for route in routes)
    return {code: example for examples in from_routes for code, example in examples.items()}


def _bearer(*, is_public: bool) -> Described:
    public = "An API key, or a JWT of the identity provider."
    text = public if is_public else "The token that the layers share."
    return {"type": "http", "scheme": "bearer", "description": text}


def _installation_bearer() -> Described:
    return {"type": "http", "scheme": "bearer", "description": "An installation key."}


def _used(described: Any, components: Mapping[str, Mapping[str, Any]]) -> Described:
    """Return the components that the document refers to, also through other components."""
    found: dict[tuple[str, str], Any] = {}
    waiting = [described]
    while waiting:
        for kind, name in _references(waiting.pop()):
            if (kind, name) not in found:
                found[kind, name] = components[kind][name]
                waiting.append(components[kind][name])
    return {
        kind: {name: each for name, each in listed.items() if (kind, name) in found}
        for kind, listed in components.items()
    }


def _references(part: Any) -> Iterable[tuple[str, str]]:
    if isinstance(part, Mapping):
        for name, each in part.items():
            if name == "$ref" and isinstance(each, str):
                _, _, kind, target = each.split("/")
                yield kind, target
            else:
                yield from _references(each)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _references(each)
