"""Checks of every response that a test gets against /openapi.json."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from http.client import HTTPMessage
from typing import Any, Final
from unittest.mock import create_autospec

from attrs import frozen
from jsonschema_rs import Draft202012Validator, Registry, ValidationError

from seller_orders.adapters.inbound.http.app import create_app
from seller_orders.adapters.inbound.http.app_context import AppContext
from seller_orders.application.use_cases import UseCases

IDLE_INSTALLATION: Final = AppContext(create_autospec(UseCases, instance=True), None)
"""An installation whose operations do nothing."""

_FUNCTIONAL_HEADERS: Final = frozenset(
    {"ETag", "Location", "X-Cache", "Idempotent-Replayed", "RateLimit", "RateLimit-Policy"}
    | {"Retry-After", "WWW-Authenticate", "Server-Timing"}
)
"""Headers that callers act on: a response has them only if they are documented."""

_DOCUMENT: Final = "urn:openapi"
_VARIABLE: Final = re.compile(r"\{\w+\}")


@frozen
class _Described:
    method: str
    path: re.Pattern[str]
    responses: dict[str, Any]


@cache
def described() -> dict[str, Any]:
    """Return the OpenAPI document, which is the same for all servers of the tests."""
    answer = create_app(IDLE_INSTALLATION, lambda: True).test_client().get("/openapi.json")
    document: dict[str, Any] = json.loads(answer.data)
    return document


def ensure_described(method: str, url: str, status: int, headers: HTTPMessage, body: bytes) -> None:
    """Raise AssertionError if the OpenAPI document does not allow a response."""
    responses = _responses(method, url.partition("?")[0])
    if responses is None:
        return
    assert str(status) in responses, f"{method} {url} answers {status}, which is not documented"
    response = responses[str(status)]
    described_headers = {name: _resolved(each) for name, each in response["headers"].items()}
    missing = [
        name
        for name, each in described_headers.items()
        if each.get("required") and not headers[name]
    ]
    assert not missing, f"{method} {url} answers {status} without {missing}"
    if "content" not in response:
        assert not body, f"{method} {url} answers {status} with a body, which is not documented"
        return
    ((content_type, media),) = response["content"].items()
    assert headers["Content-Type"] == content_type
    undocumented = _FUNCTIONAL_HEADERS.intersection(headers.keys()) - described_headers.keys()
    assert not undocumented, f"{method} {url} answers {status} with {undocumented}"
    if status >= 400:
        code = json.loads(body)["code"]
        assert code in media["examples"], f"{method} {url} answers {status} with code {code}"
    try:
        validator(media["schema"]).validate(json.loads(body))
    except ValidationError as error:
        raise AssertionError(f"{method} {url} answers {status}, but {error}") from error


def _resolved(part: dict[str, Any]) -> dict[str, Any]:
    """Return a component instead of the reference to it."""
    if "$ref" not in part:
        return part
    _, _, kind, name = part["$ref"].split("/")
    found: dict[str, Any] = described()["components"][kind][name]
    return found


def ensure_event_described(event: Any) -> None:
    """Raise AssertionError if the OpenAPI document does not allow a webhook's event."""
    body = described()["webhooks"][event["type"]]["post"]["requestBody"]
    try:
        validator(body["content"]["application/json"]["schema"]).validate(event)
    except ValidationError as error:
        raise AssertionError(f"event {event['type']}: {error}") from error


@cache
def _operations() -> tuple[_Described, ...]:
    return tuple(_each_operation())


def _each_operation() -> Iterator[_Described]:
    for path, methods in described()["paths"].items():
        fixed = (re.escape(part) for part in _VARIABLE.split(path))
        for method, operation in methods.items():
            yield _Described(method, re.compile("[^/]+".join(fixed)), operation["responses"])


def _responses(method: str, path: str) -> dict[str, Any] | None:
    matches = (
        operation.responses
        for operation in _operations()
        if operation.method == method.lower() and operation.path.fullmatch(path)
    )
    # The document has fixed paths such as …/orders/bulk before paths with a variable there.
    return next(matches, None)


def validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    """Return the validator of a schema that may refer to the document's components."""
    return _validator(json.dumps(schema))


@cache
def _validator(schema: str) -> Draft202012Validator:
    absolute = schema.replace('"#/components/', f'"{_DOCUMENT}#/components/')
    return Draft202012Validator(json.loads(absolute), registry=_components(), validate_formats=True)


@cache
def _components() -> Registry:
    """Return the components, read once: each validator with a copy of them takes 10 ms."""
    return Registry([(_DOCUMENT, {"components": described()["components"]})])
