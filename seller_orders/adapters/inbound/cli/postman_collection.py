"""An OpenAPI document as a Postman collection.

Format v2.1.0, https://schema.getpostman.com/json/collection/v2.1.0/docs/index.html.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

from attrs import frozen

from seller_orders.adapters.inbound.cli.postman_access_sequence import ACCESS_SEQUENCE
from seller_orders.adapters.inbound.cli.postman_data_sequence import DATA_SEQUENCE
from seller_orders.adapters.inbound.cli.postman_endpoint_sequence import ENDPOINT_SEQUENCE
from seller_orders.adapters.inbound.cli.postman_scripts import (
    SKIP_WITHOUT_ADMIN_KEY,
    SKIP_WITHOUT_CARRIER,
    SKIP_WITHOUT_WEBHOOK_URL,
    STORE_VARIABLES,
    test_script,
)
from seller_orders.adapters.inbound.cli.postman_sequence import ADMIN_SEQUENCE, SEQUENCE
from seller_orders.adapters.inbound.cli.postman_settings_sequence import SETTINGS_SEQUENCE
from seller_orders.adapters.inbound.cli.postman_step import Step

Part: TypeAlias = dict[str, Any]
"""A part of a collection or an environment."""

_SCHEMA: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_VARIABLE: Final = re.compile(r"{(\w+)}")
_BASE_URL: Final = "http://127.0.0.1:8080"
_SECRETS: Final = frozenset({"api_key", "admin_key"})
PUBLIC_SEQUENCE: Final = (
    *(*SEQUENCE, *SETTINGS_SEQUENCE, *ENDPOINT_SEQUENCE),
    *(*ACCESS_SEQUENCE, *DATA_SEQUENCE, *ADMIN_SEQUENCE),
)
"""Requests of the public operations."""
_VALUES: Final[Mapping[str, str]] = {
    "X-Domain-Id": "{{domain_id}}",
    "If-Match": "{{etag}}",
    "Idempotency-Key": "{{$guid}}",
}
"""Values of the headers that are sent."""


@frozen
class Described:
    """An operation of the OpenAPI document, with its path and method."""

    path: str
    method: str
    operation: Mapping[str, Any]

    @property
    def examples(self) -> Mapping[str, Any]:
        """Example bodies by their names. An operation without a body has one None."""
        body = self.operation.get("requestBody")
        if body is None:
            return {"": None}
        listed = body["content"]["application/json"].get("examples", {})
        return {name: each["value"] for name, each in listed.items()} or {"": {}}


def collection(description: Mapping[str, Any]) -> Part:
    """Return a collection of all operations, in a sequence in which their requests succeed."""
    info = description["info"]
    operations = {
        operation["operationId"]: Described(path, method.upper(), operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    }
    return {
        "info": {
            "name": info["title"],
            "description": info["description"],
            "version": info["version"],
            "schema": _SCHEMA,
        },
        "auth": _bearer("api_key"),
        "event": [_event("test", STORE_VARIABLES)],
        "item": [_item(operations[each.operation], each) for each in _steps(operations)],
    }


def environment(description: Mapping[str, Any]) -> Part:
    """Return an environment with the variables of the collection."""
    names = re.findall(r"{{(\w+)}}", json.dumps(collection(description)))
    values = dict.fromkeys(["base_url", "api_key", *sorted({*names})], "") | {"base_url": _BASE_URL}
    return {
        "name": description["info"]["title"],
        "values": [
            {
                "key": key,
                "value": value,
                "type": "secret" if key in _SECRETS else "default",
                "enabled": True,
            }
            for key, value in values.items()
        ],
        "_postman_variable_scope": "environment",
    }


def _steps(operations: Mapping[str, Described]) -> Iterable[Step]:
    """Return the sequence of the public operations, or each example of other operations."""
    sequence = [step for step in PUBLIC_SEQUENCE if step.operation in operations]
    if operations.keys() == {step.operation for step in sequence}:
        return sequence
    return [
        Step(operation=name, example=example, sends_etag=False)
        for name, each in operations.items()
        for example in each.examples
    ]


def _item(described: Described, step: Step) -> Part:
    operation, examples = described.operation, described.examples
    several = step.purpose or (step.example if len(examples) > 1 else "")
    headers = [each for each in operation["parameters"] if each["in"] == "header"]
    body: Part | None = examples.get(step.example) or next(iter(examples.values()))
    request = {
        "method": described.method,
        "description": operation["description"],
        "header": [_header(each, step) for each in headers],
        "url": _url(described.path, operation, step.query),
    }
    if body is not None:
        request["body"] = {
            "mode": "raw",
            "raw": json.dumps({**_with_variables(body), **step.body}, indent=2, ensure_ascii=False),
            "options": {"raw": {"language": "json"}},
        }
    if step.for_admin:
        request["auth"] = _bearer("admin_key")
    events = [_event("prerequest", script) for script in _conditions(step)]
    if step.checks:
        events.append(_event("test", test_script(operation, step.checks)))
    return {
        "name": operation["summary"] + (f" ({several})" if several else ""),
        "event": events,
        "request": request,
        "response": [],
    }


def _bearer(variable: str) -> Part:
    token = {"key": "token", "value": f"{{{{{variable}}}}}", "type": "string"}
    return {"type": "bearer", "bearer": [token]}


def _conditions(step: Step) -> Iterable[str]:
    if step.for_carrier:
        yield SKIP_WITHOUT_CARRIER
    if step.for_endpoint:
        yield SKIP_WITHOUT_WEBHOOK_URL
    if step.for_admin:
        yield SKIP_WITHOUT_ADMIN_KEY


def _event(listen: str, script: str) -> Part:
    return {"listen": listen, "script": {"type": "text/javascript", "exec": script.splitlines()}}


def _with_variables(body: Part) -> Part:
    """Replace order ids in a body by the variable ``order_id``."""
    order = {"order_id": "{{order_id}}"} if "order_id" in body else {}
    several = {"order_ids": ["{{order_id}}"]} if "order_ids" in body else {}
    return body | order | several


def _header(parameter: Mapping[str, Any], step: Step) -> Part:
    name = parameter["name"]
    is_sent = parameter.get("required", False) or name == "Idempotency-Key"
    return {
        "key": name,
        "value": _VALUES.get(name, ""),
        "description": parameter["description"],
        "disabled": not (is_sent or (name == "If-Match" and step.sends_etag)),
    }


def _url(path: str, operation: Mapping[str, Any], sent: Mapping[str, str]) -> Part:
    parts = _VARIABLE.sub(r":\1", path).strip("/").split("/")
    query = [
        {
            "key": each["name"],
            "value": sent.get(each["name"], ""),
            "description": each["description"],
            "disabled": each["name"] not in sent,
        }
        for each in operation["parameters"]
        if each["in"] == "query"
    ]
    return {
        "raw": "{{base_url}}/" + "/".join(parts) + (f"?{urlencode(sent)}" if sent else ""),
        "host": ["{{base_url}}"],
        "path": parts,
        "query": query,
        "variable": [
            {"key": name, "value": "{{" + name + "}}"} for name in _VARIABLE.findall(path)
        ],
    }
