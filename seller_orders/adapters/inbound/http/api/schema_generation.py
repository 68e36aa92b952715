"""JSON Schemas of request and response types."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

import msgspec
from attrs import frozen

from seller_orders.adapters.shared.wire.field_types import OwnType
from seller_orders.adapters.shared.wire.json_codec import Document

_REF: Final = "#/components/schemas/{name}"
_VERY_END: Final = r"(?![\s\S])"
_DECIMAL: Final = {"type": "string", "format": "decimal"}


@frozen
class Schemas:
    """Schemas by type, and the named schemas that they refer to."""

    of: Mapping[Any, dict[str, Any]]
    named: Mapping[str, dict[str, Any]]


def schemas(types: Iterable[Any]) -> Schemas:
    """Return the schemas of types. Money is a number."""
    listed = list(dict.fromkeys(types))
    made, named = msgspec.json.schema_components(
        listed, schema_hook=lambda own: cast("type[OwnType]", own).SCHEMA, ref_template=_REF
    )
    for each in listed:
        if isinstance(each, type) and issubclass(each, Document):
            named[each.__name__].update(each.RULES)
    described = dict(zip(listed, map(_corrected, made), strict=True))
    return Schemas(described, _corrected(named))


def query_parameters(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return OpenAPI query parameters from the schema of their document."""
    required = schema.get("required", ())
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": _without_null(property_),
            # Several values of a parameter are one text, separated by commas.
            "style": "form",
            "explode": False,
        }
        for name, property_ in schema["properties"].items()
    ]


def _corrected(schema: Any) -> Any:
    # The encoder writes decimals as numbers; msgspec's schema describes them as strings.
    if schema == _DECIMAL:
        return {"type": "number"}
    if isinstance(schema, dict):
        return {name: _corrected(each) for name, each in schema.items()}
    if isinstance(schema, list | tuple):
        return [_corrected(each) for each in schema]
    # In JSON Schema $ matches the very end; in Python it also matches before a final line feed.
    return schema.replace(_VERY_END, "$") if isinstance(schema, str) else schema


def _without_null(property_: Mapping[str, Any]) -> dict[str, Any]:
    schema = {name: value for name, value in property_.items() if name != "default" or value}
    options = [option for option in schema.pop("anyOf", ()) if option != {"type": "null"}]
    if not options:
        return schema
    return {**schema, **(options[0] if len(options) == 1 else {"anyOf": options})}
