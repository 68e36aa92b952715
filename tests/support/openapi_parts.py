"""Parts of the OpenAPI document, for the tests of its texts and forms."""

from collections.abc import Iterator
from typing import Any

from tests.support.openapi_conformance import described


def parts(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Return every part of the document with its path."""
    yield path, part
    if isinstance(part, dict):
        for name, each in part.items():
            yield from parts(each, f"{path}/{name}")
    if isinstance(part, list):
        for index, each in enumerate(part):
            yield from parts(each, f"{path}/{index}")


def operations() -> dict[str, dict[str, Any]]:
    return {
        operation["operationId"]: operation
        for section in ("paths", "webhooks")
        for methods in described()[section].values()
        for operation in methods.values()
    }


def schemas() -> dict[str, Any]:
    found: dict[str, Any] = described()["components"]["schemas"]
    return found


def components(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = described()["components"][kind]
    return found


def property_sets() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the properties of each schema. Rules about several fields describe none."""
    for name, schema in schemas().items():
        yield name, schema.get("properties", {})
