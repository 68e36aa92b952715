"""Every wrong field of a document, for which a decoder names only the first."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

import msgspec
from attrs import evolve
from msgspec.structs import FieldInfo

from seller_orders.adapters.shared.wire.field_types import decode_hook
from seller_orders.adapters.shared.wire.validation_problems import (
    missing_field,
    problem_of,
    unknown_field,
)
from seller_orders.domain.refusals import FieldProblem, Path

_MAX_PROBLEMS: Final = 50
"""Problems of one document that are worth reading."""


def every_problem(type_: Any, value: Any, first: FieldProblem) -> tuple[FieldProblem, ...]:
    """Return the decoder's ``first`` problem and those of other fields, 50 at most.

    ``value`` is the document as plain objects.
    """
    found = list(islice(_problems(type_, value, ()), _MAX_PROBLEMS))
    if found and all(each.path != first.path for each in found):
        # The decoder does not name the key in a map.
        return tuple(found)
    # The type at the place itself has the allowed values of one member of a union alone.
    same = (each for each in found if (each.path, each.code) == (first.path, first.code))
    others = (each for each in found if each.path != first.path)
    return next(same, first), *islice(others, _MAX_PROBLEMS - 1)


def _problems(type_: Any, value: Any, path: Path) -> Iterator[FieldProblem]:
    try:
        msgspec.convert(value, type_, dec_hook=decode_hook)
    except msgspec.ValidationError as error:
        within = _within(type_, value, path)
        if (problem := next(within, None)) is not None:
            yield problem
            yield from within
        else:
            problem = problem_of(error, type_)
            yield evolve(problem, path=(*path, *problem.path))


def _within(type_: Any, value: Any, path: Path) -> Iterator[FieldProblem]:
    """Return the problems of the parts of an object or an array."""
    for each in _options(type_):
        if isinstance(value, dict) and isinstance(each, type) and issubclass(each, msgspec.Struct):
            config = each.__struct_config__
            if config.tag is None or config.tag == value.get(config.tag_field):
                yield from _of_object(each, value, path)
        elif isinstance(value, list) and get_origin(each) in {list, tuple, frozenset}:
            item_type = get_args(each)[0]
            for index, item in enumerate(value):
                yield from _problems(item_type, item, (*path, index))
        elif isinstance(value, dict) and get_origin(each) is dict:
            key_type, item_type = get_args(each)
            for key, item in value.items():
                yield from _problems(key_type, key, (*path, key))
                yield from _problems(item_type, item, (*path, key))


def _of_object(
    kind: type[msgspec.Struct], value: Mapping[str, Any], path: Path
) -> Iterator[FieldProblem]:
    known, config = _fields(kind), kind.__struct_config__
    for name, given in value.items():
        if name in known:
            yield from _problems(known[name].type, given, (*path, name))
        elif config.forbid_unknown_fields and name != config.tag_field:
            yield unknown_field(name, path)
    yield from (
        missing_field(name, path)
        for name, each in known.items()
        if each.required and name not in value
    )


@cache
def _fields(kind: type[msgspec.Struct]) -> Mapping[str, FieldInfo]:
    return {each.encode_name: each for each in msgspec.structs.fields(kind)}


def _options(type_: Any) -> Iterator[Any]:
    """Return the types of a union, or the type itself, without their constraints."""
    if get_origin(type_) is Annotated:
        yield from _options(get_args(type_)[0])
    elif get_origin(type_) in {Union, UnionType}:
        for each in get_args(type_):
            yield from _options(each)
    else:
        yield type_
