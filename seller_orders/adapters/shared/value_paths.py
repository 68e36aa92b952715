"""Attribute paths of flat field names in nested values: ``awb`` is ``shipment.tracking.awb``.

Documents and rows are flatter than the domain's values. Their fields find their place by name.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any, TypeAlias

from attrs import fields_dict, has

from seller_orders.domain.money import Money

Record: TypeAlias = Mapping[str, Any]
"""Field values by name."""

Conversion: TypeAlias = Callable[[Any], Any]


def path_of(kind: type, name: str) -> str | None:
    """Return the dotted path of a field, None if the value has no such field.

    A field of a required part goes by its own name, or by the part's name before it:
    ``customer_email`` is ``customer.email``.
    """
    if name in fields_dict(kind):
        return name
    return next(_paths_in_parts(kind, name), None)


def _paths_in_parts(kind: type, name: str) -> Iterator[str]:
    parts = _parts(kind)
    for part, of in parts.items():
        if name.startswith(f"{part}_") and (path := path_of(of, name.removeprefix(f"{part}_"))):
            yield f"{part}.{path}"
    for part, of in parts.items():
        if path := path_of(of, name):
            yield f"{part}.{path}"


def type_at(kind: type, path: str) -> Any:
    """Return the declared type of a path's field, None if it is a property."""
    first, _, rest = path.partition(".")
    field = fields_dict(kind).get(first)
    if field is None or not rest:
        return field and field.type
    return type_at(_parts(kind)[first], rest)


def maker(
    kind: type, paths: Mapping[str, str], conversions: Mapping[str, Conversion] | None = None
) -> Callable[..., Any]:
    """Return a function that makes a value from a flat record and its currency.

    ``paths`` are by field name, and so are ``conversions`` of what the record has. Money is made
    from units.
    """
    own = {name: path for name, path in paths.items() if "." not in path}
    inner = dict[str, dict[str, str]]()
    for name, path in paths.items():
        first, _, rest = path.partition(".")
        if rest:
            inner.setdefault(first, {})[name] = rest
    parts = [
        (first, maker(_parts(kind)[first], inside, conversions)) for first, inside in inner.items()
    ]
    read, attributes = getter(itemgetter, own), tuple(own.values())
    money = [path for path in attributes if type_at(kind, path) is Money]
    converted = [(own[n], convert) for n, convert in (conversions or {}).items() if n in own]

    def make(record: Record, currency: str = "") -> Any:
        given = dict(zip(attributes, read(record), strict=True))
        for attribute in money:
            given[attribute] = Money(given[attribute], currency)
        for attribute, convert in converted:
            if given[attribute] is not None:
                given[attribute] = convert(given[attribute])
        for attribute, make_part in parts:
            given[attribute] = make_part(record, currency)
        return kind(**given)

    return make


def getter(get: Callable[..., Any], places: Iterable[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what ``attrgetter`` or ``itemgetter`` gives for any number of places: a tuple."""
    places = tuple(places)
    if len(places) > 1:
        read: Callable[[Any], tuple[Any, ...]] = get(*places)
        return read
    readers = [get(place) for place in places]
    return lambda value: tuple(read(value) for read in readers)


def _parts(kind: type) -> dict[str, Any]:
    """Return the kinds of the parts that every value has, by attribute. Money is no part."""
    types = {name: field.type for name, field in fields_dict(kind).items()}
    return {
        n: of for n, of in types.items() if isinstance(of, type) and has(of) and of is not Money
    }
