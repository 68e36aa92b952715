"""An OpenAPI document as a Postman collection.

Format v2.1.0, https://schema.getpostman.com/json/collection/v2.1.0/docs/index.html.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

Described: TypeAlias = Mapping[str, Any]
"""An OpenAPI document, or a part of one."""

Part: TypeAlias = dict[str, Any]
"""A part of a collection or an environment."""

_SCHEMA: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_VARIABLE: Final = re.compile(r"{(\w+)}")
_BASE_URL: Final = "http://127.0.0.1:8080"
_DOMAIN_HEADER: Final = "X-Domain-Id"
_STORE_IDS: Final = """\
if (pm.response.code === 201) {
  const created = pm.response.json();
  pm.environment.set("order_id", (created.order || created).order_id);
  if (created.fulfillment) pm.environment.set("fulfillment_id", created.fulfillment.id);
  if (created.refund) pm.environment.set("refund_id", created.refund.id);
}"""
"""Script that stores the ids of created objects for the next requests."""


def collection(description: Described) -> Part:
    """Return a collection with one request for each example of each operation."""
    info = description["info"]
    return {
        "info": {
            "name": info["title"],
            "description": info["description"],
            "version": info["version"],
            "schema": _SCHEMA,
        },
        "auth": {
            "type": "bearer",
            "bearer": [{"key": "token", "value": "{{api_key}}", "type": "string"}],
        },
        "event": [
            {
                "listen": "test",
                "script": {"type": "text/javascript", "exec": _STORE_IDS.splitlines()},
            }
        ],
        "item": [item for operation in _operations(description) for item in _items(*operation)],
    }


def environment(description: Described) -> Part:
    """Return an environment with the variables of the collection."""
    names = re.findall(r"{{(\w+)}}", json.dumps(collection(description)))
    values = dict.fromkeys(["base_url", "api_key", *sorted({*names})], "") | {"base_url": _BASE_URL}
    return {
        "name": description["info"]["title"],
        "values": [
            {
                "key": key,
                "value": value,
                "type": "secret" if key == "api_key" else "default",
                "enabled": True,
            }
            for key, value in values.items()
        ],
        "_postman_variable_scope": "environment",
    }


def _operations(description: Described) -> Iterator[tuple[str, str, Described]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def _items(path: str, method: str, operation: Described) -> Iterator[Part]:
    examples = _examples(operation)
    for name, body in examples.items():
        request = {
            "method": method,
            "description": operation.get("description", operation["summary"]),
            "header": [_header(each) for each in operation["parameters"] if each["in"] == "header"],
            "url": _url(path, operation),
        }
        if body is not None:
            request["body"] = {
                "mode": "raw",
                "raw": json.dumps(_with_order_variable(body), indent=2, ensure_ascii=False),
                "options": {"raw": {"language": "json"}},
            }
        several = f" ({name})" if len(examples) > 1 else ""
        yield {
            "name": f"{operation['summary'].rstrip('.')}{several}",
            "request": request,
            "response": [],
        }


def _examples(operation: Described) -> dict[str, Any]:
    body = operation.get("requestBody")
    if body is None:
        return {"": None}
    examples = body["content"]["application/json"]["examples"]
    return {name: each["value"] for name, each in examples.items()} or {"": {}}


def _with_order_variable(body: Part) -> Part:
    """Replace order ids in a body by the variable ``order_id``."""
    order = {"order_id": "{{order_id}}"} if "order_id" in body else {}
    several = {"order_ids": ["{{order_id}}"]} if "order_ids" in body else {}
    return body | order | several


def _header(parameter: Described) -> Part:
    is_domain = parameter["name"] == _DOMAIN_HEADER
    return {
        "key": parameter["name"],
        "value": "{{domain_id}}" if is_domain else "",
        "description": parameter["description"],
        "disabled": not parameter.get("required", False),
    }


def _url(path: str, operation: Described) -> Part:
    parts = _VARIABLE.sub(r":\1", path).strip("/").split("/")
    query = [
        {
            "key": each["name"],
            "value": "",
            "description": _values(each["schema"]),
            "disabled": True,
        }
        for each in operation["parameters"]
        if each["in"] == "query"
    ]
    return {
        "raw": "{{base_url}}/" + "/".join(parts),
        "host": ["{{base_url}}"],
        "path": parts,
        "query": query,
        "variable": [
            {"key": name, "value": "{{" + name + "}}"} for name in _VARIABLE.findall(path)
        ],
    }


def _values(schema: Described) -> str:
    """Return the allowed values of a query parameter, an empty text if it has no list of them."""
    values = schema.get("items", schema).get("enum")
    return ", ".join(map(str, values)) if values else ""
