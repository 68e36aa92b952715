"""JSON Schemas of fields in words: the kind of a value, its limits, its default, an example."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias, cast

from msgspec import NODEFAULT, UNSET
from msgspec.structs import FieldInfo

from seller_orders.adapters.shared.wire import text_patterns
from seller_orders.domain.language_tag import LANGUAGE_TAG_PATTERN
from seller_orders.domain.money import LIMIT

Schema: TypeAlias = Mapping[str, Any]

_MAX_CHOICES: Final = 16
_WORD_END: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_KINDS: Final = {"date-time": "time", "decimal": "amount", "uri": "URL"}
_PATTERNS: Final = {
    # The rule on NUL holds for every text and stands at the top of the page.
    text_patterns.NO_NUL: ("text", ""),
    text_patterns.IDENTIFIER: ("identifier", ""),
    text_patterns.ORDER_ID: ("identifier", " other than `bulk`"),
    text_patterns.LABEL_KEY: ("text", " without a colon"),
    text_patterns.FOREIGN_IDENTIFIER: ("text", " without control characters"),
    f"^({LANGUAGE_TAG_PATTERN})$": ("language tag", ""),
}
"""Kind of a text and rule on its characters, by pattern."""
_LIMITS: Final = {
    "minimum": "from",
    "exclusiveMinimum": "above",
    "maximum": "to",
    "exclusiveMaximum": "below",
}


def references(schema: Schema) -> Iterator[str]:
    """Return the names of the schemas that a schema, or an entry of its list, refers to."""
    if "$ref" in schema:
        yield schema["$ref"]
    for each in (*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())):
        yield from references(each)


def title(part: str) -> str:
    """Return the title of the section of a part."""
    bare = part.removeprefix("Imported").removesuffix("Document")
    return _WORD_END.sub(" ", bare).capitalize()


def link(part: str) -> str:
    """Return a link to the section of a part."""
    return f"[{title(part)}](#{title(part).lower().replace(' ', '-')})"


def value(schema: Schema, named: Schema) -> str:
    """Return the kind of a value and its limits."""
    if options := schema.get("anyOf"):
        return " or ".join(value(each, named) for each in options)
    if "$ref" in schema:
        is_part = "properties" in named[schema["$ref"]]
        return link(schema["$ref"]) if is_part else value(named[schema["$ref"]], named)
    if choices := schema.get("enum"):
        is_short = len(choices) <= _MAX_CHOICES
        codes = ", ".join(f"`{each}`" for each in choices)
        return codes if is_short else f"one of {len(choices)} codes"
    match schema.get("type"):
        case "string":
            return _text(schema)
        case "integer":
            return " ".join(("whole number", *_range(schema)))
        case "number":
            return _number(schema)
        case "array":
            return f"list{_count(schema, 'Items')}: {value(schema['items'], named)}"
        case "object":
            return _map(schema, named)
        case "boolean":
            return "`true` or `false`"
    return "`null`"


def default(field: FieldInfo) -> str:
    """Return the default of a field."""
    if field.required:
        return "required"
    has_value = field.default_factory is NODEFAULT
    given = field.default if has_value else cast("Any", field.default_factory)()
    if given is UNSET:
        return "derived"
    return f"`{given if isinstance(given, Decimal) else json.dumps(given)}`"


def example(schema: Schema, named: Schema) -> str:
    """Return the first example of a field, or a link to the section of a part."""
    parts = [part for part in references(schema) if "properties" in named[part]]
    if parts:
        return f"see {link(parts[0])}"
    choices = schema.get("enum") or named.get(schema.get("$ref", ""), {}).get("enum")
    shown = (schema.get("examples") or choices or [None])[0]
    return f"`{json.dumps(shown, ensure_ascii=False)}`"


def _map(schema: Schema, named: Schema) -> str:
    if not schema.get("additionalProperties"):
        return "object"
    keys = value({"type": "string", **schema.get("propertyNames", {})}, named)
    values = value(schema["additionalProperties"], named)
    return f"object{_count(schema, 'Properties')}; keys: {keys}; values: {values}"


def _text(schema: Schema) -> str:
    pattern = schema.get("pattern", text_patterns.NO_NUL)
    kind, rule = _PATTERNS.get(pattern, ("text", " of a fixed form"))
    if given := _KINDS.get(schema.get("format", "")):
        kind, rule = given, ""
    least, most = schema.get("minLength"), schema.get("maxLength")
    length = f" of {least or 'up'} to {most:,} characters" if most else ""
    return f"{kind}{length}{rule}"


def _count(schema: Schema, of: str) -> str:
    least, most = schema.get(f"min{of}"), schema.get(f"max{of}")
    limits = ([f"at least {least}"] if least else []) + ([f"up to {most}"] if most else [])
    return f" of {', '.join(limits)}" if limits else ""


def _number(schema: Schema) -> str:
    if schema.get("exclusiveMaximum") != LIMIT:
        return " ".join(("number", *_range(schema)))
    if schema.get("exclusiveMinimum") == 0:
        return "amount above 0"
    return "amount" if schema.get("minimum") == 0 else "amount, also below 0"


def _range(schema: Schema) -> Iterator[str]:
    yield from (f"{word} {schema[name]:,}" for name, word in _LIMITS.items() if name in schema)
