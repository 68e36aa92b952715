"""Paths of the fields of a document, from its JSON Schema."""

from collections.abc import Iterator
from typing import Any


def fields(schema: dict[str, Any], named: dict[str, Any], path: str = "") -> Iterator[str]:
    """Return the dotted path of every field of a document and of its parts."""
    if "$ref" in schema:
        yield from fields(named[schema["$ref"].rpartition("/")[2]], named, path)
    for part in (*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())):
        yield from fields(part, named, path)
    for name, field in schema.get("properties", {}).items():
        yield f"{path}{name}"
        yield from fields(field, named, f"{path}{name}.")
