"""Attrs classes whose fields are read from environment variables.

A field declares its variable and the function that parses it. Adding a field adds a setting.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from attrs import NOTHING, field, fields, frozen

from seller_orders.settings.parsing import PREFIX, SettingsError

T = TypeVar("T")

_DECLARED: Final = "seller_orders.settings"
# Kubernetes sets these for every service of the namespace, which may be named seller-orders.
_SERVICE_HOST: Final = "_SERVICE_HOST"
_SERVICE_VARIABLE: Final = r"_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)\w*)?)"


@frozen
class _Variable:
    """The name of a variable without prefixes, and the parser of its value."""

    name: str
    parse: Callable[[str], Any]


@frozen
class _Group:
    """A class of variables that share a prefix."""

    kind: type[Any]
    prefix: str


def variable(name: str, parse: Callable[[str], Any] = str, **options: Any) -> Any:
    """Declare a field that is read from a variable; ``options`` are those of ``attrs.field``.

    ``parse`` raises SettingsError. A secret gets ``repr=False``, and its parser quotes no value.
    """
    return field(metadata={_DECLARED: _Variable(name, parse)}, **options)


def group(kind: type[Any], prefix: str) -> Any:
    """Declare a field that is read from a group of variables; None if none of them is set."""
    return field(default=None, metadata={_DECLARED: _Group(kind, prefix)})


def names(kind: type[Any], prefix: str = PREFIX) -> Iterator[str]:
    """Return the full name of every variable of a class."""
    for each in fields(kind):
        match each.metadata[_DECLARED]:
            case _Variable(name=name):
                yield f"{prefix}{name}"
            case _Group(kind=part, prefix=more):
                yield from names(part, f"{prefix}{more}")


def read(
    kind: type[T],
    environment: Mapping[str, str],
    conflicts: Callable[[Mapping[str, str]], Iterable[str]],
) -> T:
    """Read an object from the variables; an empty variable counts as unset.

    ``conflicts`` returns the problems of variables that contradict each other. Raises one
    SettingsError with every problem, unknown variables included.
    """
    given = {
        name: value for name, value in environment.items() if name.startswith(PREFIX) and value
    }
    problems = [*_unknown({*names(kind)}, given), *conflicts(given)]
    values = _values(kind, PREFIX, given, problems)
    if problems:
        raise SettingsError(*problems)
    return kind(**values)


def _unknown(known: set[str], given: Mapping[str, str]) -> Iterator[str]:
    services = [name.removesuffix(_SERVICE_HOST) for name in given if name.endswith(_SERVICE_HOST)]
    short = {name.removeprefix(PREFIX): name for name in known}
    for name in sorted(given.keys() - known):
        if any(re.fullmatch(f"{each}{_SERVICE_VARIABLE}", name) for each in services):
            continue
        similar = get_close_matches(name.removeprefix(PREFIX).upper(), short, n=1)
        hint = (
            f"did you mean {short[similar[0]]}?"
            if similar
            else "docs/configuration.md lists the variables"
        )
        yield f"{name} is unknown; {hint}"


def _values(
    kind: type[Any], prefix: str, given: Mapping[str, str], problems: list[str]
) -> dict[str, Any]:
    """Return the values that are set, by field, and append problems to ``problems``."""
    values = {}
    for each in fields(kind):
        match each.metadata[_DECLARED]:
            case _Variable(name=name, parse=parse) if (full := f"{prefix}{name}") in given:
                try:
                    values[each.name] = parse(given[full])
                except SettingsError as error:
                    problems.extend(f"{full}: {problem}" for problem in error.args)
            case _Group(kind=part, prefix=more):
                values[each.name] = _grouped(part, f"{prefix}{more}", given, problems)
    return values


def _grouped(kind: type[Any], prefix: str, given: Mapping[str, str], problems: list[str]) -> Any:
    """Return an object of a group, None if none of its variables is set or one is wrong."""
    known = [*zip(fields(kind), names(kind, prefix), strict=True)]
    is_set = [name for _, name in known if name in given]
    if not is_set:
        return None
    values = _values(kind, prefix, given, problems)
    missing = [name for each, name in known if each.default is NOTHING and name not in given]
    if missing:
        problems.append(f"{is_set[0]} needs {' and '.join(missing)}")
    return None if problems else kind(**values)
