"""Problems of fields in plain words, from msgspec's validation errors."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

import msgspec
from msgspec import inspect

from seller_orders.adapters.shared.wire.text_patterns import RULES
from seller_orders.domain.refusals import FieldProblem, Path

_PLACE: Final = re.compile(r" - at (?:`key` in )?`\$([^`]*)`\Z")
_PART: Final = re.compile(r"\.([^.\[]+)|\[(\d+)\]")
_MISSING: Final = re.compile(r"Object missing required field `(.*)`", re.DOTALL)
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)

_KINDS: Final = {
    "str": "a string",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "bool": "true or false",
    "null": "null",
    "object": "an object",
    "array": "an array",
}
_LIMITS: Final = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}


def problem_of(error: msgspec.ValidationError, type_: Any = None) -> FieldProblem:
    """Return the field, the code and the detail of a validation error.

    ``type_`` is the type of the document, by which the detail names the allowed values.
    """
    text = str(error)
    place = _PLACE.search(text)
    message = text[: place.start()] if place else text
    path: Path = tuple(
        int(index) if index else name
        # A value of a map is at "[...]", without its key.
        for name, index in _PART.findall(place[1].replace("[...]", "") if place else "")
    )
    if missing := _MISSING.fullmatch(message):
        return missing_field(missing[1], path)
    if unknown := _UNKNOWN.fullmatch(message):
        return unknown_field(unknown[1], path)
    for shape, code, detail_of in _SHAPES:
        if found := shape.match(message):
            allowed = _allowed_values(type_, path) if code == "unknown_value" else []
            choice = f" Allowed: {', '.join(allowed)}." if allowed else ""
            return FieldProblem(code, detail_of(found) + choice, path)
    return FieldProblem("invalid", f"{message}.", path)


def missing_field(name: str, path: Path) -> FieldProblem:
    """Return the problem of an object at ``path`` that lacks a required field."""
    return FieldProblem("required", f"{name} is missing.", (*path, name))


def unknown_field(name: str, path: Path) -> FieldProblem:
    """Return the problem of an object at ``path`` that has a field too many."""
    return FieldProblem(
        "unknown_field", f"{name} is not a known field or parameter.", (*path, name)
    )


def _length(found: "re.Match[str]") -> str:
    kind, limit, count = found[1], _LIMITS[found[2]], found[3]
    noun = "characters" if kind == "str" else "entries"
    return f"It must have {limit} {count} {noun if count != '1' else _SINGULAR[noun]}."


_RULES: Final = {f"Expected `str` matching regex {each!r}": rule for each, rule in RULES.items()}
_SINGULAR: Final = {"characters": "character", "entries": "entry"}


def _type(found: "re.Match[str]") -> str:
    expected = " or ".join(_KINDS.get(kind, kind) for kind in found[1].split(" | "))
    got = _KINDS.get(found[2], found[2])
    return f"It must be {expected}, not {'a fraction' if got == 'a number' else got}."


_SHAPES: Final[tuple[tuple["re.Pattern[str]", str, Callable[["re.Match[str]"], str]], ...]] = (
    (re.compile(r"Expected `(\w+)` of length ([<>]=?) (\d+)\Z"), "out_of_range", _length),
    (
        re.compile(r"Expected `\w+` ([<>]=?) (\S+)\Z"),
        "out_of_range",
        lambda found: f"It must be {_LIMITS[found[1]]} {found[2]}.",
    ),
    (re.compile(r"Expected `([^`]*)`, got `(\w+)`\Z"), "wrong_type", _type),
    (
        re.compile(r"Invalid (?:enum )?value (.*)\Z", re.DOTALL),
        "unknown_value",
        lambda found: f"It must not be {found[1]}.",
    ),
    (
        re.compile(r"Expected `str` matching regex"),
        "bad_characters",
        lambda found: _RULES.get(found.string, "It contains characters that are not allowed."),
    ),
    (
        re.compile(r"Invalid RFC3339 encoded date\Z"),
        "invalid",
        lambda _: "It must be a date, such as 2026-12-25.",
    ),
    (re.compile(r"Expected `[^`]*` (of length )?[<>]="), "out_of_range", lambda m: f"{m.string}."),
    (re.compile(r"Expected `[^`]*`, got"), "wrong_type", lambda found: f"{found.string}."),
)


def _allowed_values(type_: Any, path: Path) -> list[str]:
    if type_ is None:
        return []
    types = [_described(type_)]
    for part in path:
        below = [each for type_ in types for each in _parts(type_, part)]
        if not below:
            tags = [each.tag for each in _options(types) if isinstance(each, inspect.StructType)]
            return [str(tag) for tag in tags if tag is not None]
        types = below
    return sorted(str(value) for each in _options(types) for value in _values(each))


@cache
def _described(type_: Any) -> inspect.Type:
    return inspect.type_info(type_)


def _options(types: list[inspect.Type]) -> Iterator[inspect.Type]:
    for each in types:
        bare = each.type if isinstance(each, inspect.Metadata) else each
        yield from _options(list(bare.types)) if isinstance(bare, inspect.UnionType) else [bare]


def _parts(type_: inspect.Type, part: str | int) -> Iterator[inspect.Type]:
    for each in _options([type_]):
        if isinstance(each, inspect.StructType) and isinstance(part, str):
            yield from (field.type for field in each.fields if field.encode_name == part)
        elif isinstance(part, int) and isinstance(
            each, inspect.ListType | inspect.VarTupleType | inspect.SetType | inspect.FrozenSetType
        ):
            yield each.item_type


def _values(type_: inspect.Type) -> list[Any]:
    if isinstance(type_, inspect.EnumType):
        return [member.value for member in type_.cls]
    return list(type_.values) if isinstance(type_, inspect.LiteralType) else []
