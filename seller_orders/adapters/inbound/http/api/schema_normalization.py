"""JSON Schemas of msgspec, rewritten for code generators.

- A default is part of the description: generators make fields with a default required.
- A nullable type is a list of types.
- An enum has a type.
"""

from collections.abc import Mapping
from typing import Any, Final

_VERY_END: Final = r"(?![\s\S])"
_DECIMAL: Final = {"type": "string", "format": "decimal"}
_NULL: Final = {"type": "null"}
_PREFIX: Final = "#/components/schemas/"


def readable(schema: Any, names: Mapping[str, str]) -> Any:
    """Return a schema in these forms, with the public names of the schemas that it refers to."""
    if isinstance(schema, list | tuple):
        return [readable(each, names) for each in schema]
    if isinstance(schema, str) and schema.startswith(_PREFIX):
        name = schema.removeprefix(_PREFIX)
        return f"{_PREFIX}{names.get(name, name)}"
    if isinstance(schema, str):
        # In JSON Schema $ matches the very end; in Python it also matches before a line feed.
        return schema.replace(_VERY_END, "$")
    if not isinstance(schema, dict):
        return schema
    if schema.keys() >= _DECIMAL.keys() and schema["format"] == "decimal":
        # The encoder writes decimals as numbers; msgspec's schema describes them as strings.
        schema = {name: each for name, each in schema.items() if name != "format"}
        schema["type"] = "number"
    if "exclusiveMinimum" in schema:
        schema = {name: each for name, each in schema.items() if name != "minimum"}
    schema = _without_title(_typed_enum(_with_described_default(schema)))
    return _nullable(
        {
            name: each if name in ("examples", "enum") else readable(each, names)
            for name, each in schema.items()
        }
    )


def without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter, which has no null and has its description outside."""
    bare = {name: each for name, each in schema.items() if name != "description"}
    if isinstance(bare.get("type"), list):
        (bare["type"],) = (each for each in bare["type"] if each != "null")
    options = [option for option in bare.pop("anyOf", ()) if option != _NULL]
    if not options:
        return bare
    return {**bare, **(options[0] if len(options) == 1 else {"anyOf": options})}


def _with_described_default(schema: dict[str, Any]) -> dict[str, Any]:
    if "default" not in schema or "properties" in schema:
        return schema
    described = {name: each for name, each in schema.items() if name != "default"}
    default = schema["default"]
    if default is None or default in ([], (), {}):
        return described
    shown = str(default).lower() if isinstance(default, bool) else default
    text = f"{schema.get('description', '')} Default: `{shown}`."
    return {**described, "description": text.strip()}


def _typed_enum(schema: dict[str, Any]) -> dict[str, Any]:
    values = schema.get("enum")
    if "type" in schema or not isinstance(values, list):
        return schema
    return {**schema, "type": "string"}


def _without_title(schema: dict[str, Any]) -> dict[str, Any]:
    """Remove a title, which is the name of the class, and join the lines of a description."""
    kept = {
        name: each for name, each in schema.items() if name != "title" or isinstance(each, dict)
    }
    if isinstance(kept.get("description"), str):
        kept["description"] = " ".join(kept["description"].replace("``", "`").split())
    return kept


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    options = schema.get("anyOf", ())
    if len(options) != 2 or _NULL not in options:
        return schema
    (other,) = (each for each in options if each != _NULL)
    if not isinstance(other.get("type"), str) or "enum" in other:
        return schema
    rest = {name: each for name, each in schema.items() if name != "anyOf"}
    return {**rest, **other, "type": [other["type"], "null"]}
