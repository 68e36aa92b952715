"""HTTP reference, generated from the description that ``/openapi.json`` serves."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from seller_orders.adapters.inbound.http.layer_openapi import described
from seller_orders.adapters.inbound.layers import Layers

_PREFIX: Final = "/merchant/api/v1/domains/{domain_id}"


def reference() -> str:
    """Return the page: a section for each operation, each event and each document."""
    api = described(Layers.GATEWAY)
    lines = [
        "# HTTP reference",
        "",
        f"Paths are relative to `{_PREFIX}` unless they begin elsewhere. This page is generated",
        "from `/openapi.json`. A running server has a page to try the operations at `/docs`.",
    ]
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            lines += _operation(path, method, operation)
    lines += ["", "## Events", "", "| event | when | body |", "| --- | --- | --- |"]
    for name, methods in api["webhooks"].items():
        event = methods["post"]
        lines.append(f"| `{name}` | {event['summary']} | {_content(event['requestBody'])} |")
    lines += ["", "## Documents"]
    for name, schema in api["components"]["schemas"].items():
        lines += _document(name, schema)
    return "\n".join([*lines, ""])


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Iterator[str]:
    shown = path.removeprefix(_PREFIX) or "/"
    yield from ("", f"## {operation['summary'].rstrip('.')}", "", f"`{method.upper()} {shown}`", "")
    if description := operation.get("description"):
        yield from (description, "")
    parameters = [each for each in operation.get("parameters", ()) if each["name"] != "domain_id"]
    if parameters:
        yield from ("| parameter | in | value | meaning |", "| --- | --- | --- | --- |")
        for each in parameters:
            kind, text = _cell(_kind(each["schema"])), _cell(each["description"])
            yield f"| `{each['name']}` | {each['in']} | {kind} | {text} |"
        yield ""
    if body := operation.get("requestBody"):
        yield from (f"Body: {_content(body)}.", "")
    yield from ("| status | body or error codes |", "| --- | --- |")
    for status, answer in operation["responses"].items():
        text = _codes(answer) if int(status) >= 400 else _content(answer)
        yield f"| {status} | {_cell(text)} |"


def _document(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", f"### {name}", "")
    if description := schema.get("description"):
        yield from (" ".join(description.split()), "")
    if "enum" in schema:
        yield ", ".join(f"`{value}`" for value in schema["enum"])
    if properties := schema.get("properties"):
        required = schema.get("required", ())
        yield from ("| field | value | meaning |", "| --- | --- | --- |")
        for field, of in properties.items():
            optional = "" if field in required else ", optional"
            yield f"| `{field}` | {_cell(_kind(of))}{optional} | {_cell(of['description'])} |"


def _content(holder: Mapping[str, Any]) -> str:
    kinds = {_kind(each["schema"]) for each in holder.get("content", {}).values()}
    return " or ".join(sorted(kinds)) or "nothing"


def _codes(answer: Mapping[str, Any]) -> str:
    return ", ".join(
        f"`{code}`" for code in answer["content"]["application/problem+json"]["examples"]
    )


def _kind(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    for either in ("anyOf", "oneOf", "allOf"):
        if either in schema:
            return " or ".join(dict.fromkeys(_kind(each) for each in schema[either]))
    if "const" in schema or "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    match schema.get("type"):
        case "array":
            return f"a list of {_kind(schema.get('items', {}))}"
        case "null":
            return "null"
        case str(kind):
            return kind
        case list(kinds):
            return " or ".join(kinds)
    return "anything"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
