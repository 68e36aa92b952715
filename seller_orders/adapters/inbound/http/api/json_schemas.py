"""JSON Schemas of the types that requests are read as and answers are written from."""

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
    """The schema of each type, by the type, and the named ones that they refer to."""

    of: Mapping[Any, dict[str, Any]]
    named: Mapping[str, dict[str, Any]]


def schemas(types: Iterable[Any]) -> Schemas:
    """Describe types; money is a number."""
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
    """Describe a query's parameters by the schema of the document that they are read as."""
    required = schema.get("required", ())
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": _without_null(property_),
            # Several values of a parameter stand in one, with commas.
            "style": "form",
            "explode": False,
        }
        for name, property_ in schema["properties"].items()
    ]


def _corrected(schema: Any) -> Any:
    # The encoder writes decimals as numbers, where msgspec's schema knows only of texts.
    if schema == _DECIMAL:
        return {"type": "number"}
    if isinstance(schema, dict):
        return {name: _corrected(each) for name, each in schema.items()}
    if isinstance(schema, list | tuple):
        return [_corrected(each) for each in schema]
    # In a schema the end is the end; Python's $ goes before a last line feed, too.
    return schema.replace(_VERY_END, "$") if isinstance(schema, str) else schema


def _without_null(property_: Mapping[str, Any]) -> dict[str, Any]:
    schema = {name: value for name, value in property_.items() if name != "default" or value}
    options = [option for option in schema.pop("anyOf", ()) if option != {"type": "null"}]
    if not options:
        return schema
    return {**schema, **(options[0] if len(options) == 1 else {"anyOf": options})}
