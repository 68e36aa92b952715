"""Attribute paths of flat field names in nested values: ``awb`` is ``shipment.tracking.awb``.

Documents and rows are flatter than the domain's values.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, TypeAlias, get_args

from attrs import fields_dict, has

from seller_orders.domain.money import Money
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.unit_price import UnitPrice

MONEY_TYPES: Final = (Money, SignedMoney, UnitPrice)
"""Types that are made from an integer and a currency. They count as scalars."""

Conversion: TypeAlias = Callable[[Any], Any]
"""Converts a value that is not None."""


def path_of(kind: type, name: str) -> str | None:
    """Return the dotted path of a field, None if the value has no such field.

    A field of a required part is named alone or after its part: ``customer_email`` is
    ``customer.email``. Raises TypeError if several fields have the name.
    """
    if name in fields_dict(kind):
        return name
    paths = set(_paths_in_parts(kind, name))
    if len(paths) > 1:
        raise TypeError(f"{name} may be any of {', '.join(sorted(paths))}")
    return next(iter(paths), None)


def _paths_in_parts(kind: type, name: str) -> Iterator[str]:
    for part, of in _parts(kind).items():
        for field in {name, name.removeprefix(f"{part}_")}:
            if path := path_of(of, field):
                yield f"{part}.{path}"


def type_at(kind: type, path: str) -> Any:
    """Return the declared type of a path's field, None if it is a property."""
    first, _, rest = path.partition(".")
    field = fields_dict(kind).get(first)
    if field is None or not rest:
        return field and field.type
    part = _parts(kind).get(first)
    return None if part is None else type_at(part, rest)


def value_factory(
    kind: type,
    paths: Mapping[str, str],
    conversions: Mapping[str, Conversion],
    get: Callable[..., Any] = itemgetter,
) -> Callable[..., Any]:
    """Return a function that makes a value from a flat record and the currency of its money.

    ``paths`` and ``conversions`` are by the record's field names, which ``get`` reads. The record
    holds money as the integer that its type is made from.
    """
    own = {name: path for name, path in paths.items() if "." not in path}
    inner = dict[str, dict[str, str]]()
    for name, path in paths.items():
        first, _, rest = path.partition(".")
        if rest:
            inner.setdefault(first, {})[name] = rest
    parts = [
        (first, value_factory(_parts(kind)[first], inside, conversions, get))
        for first, inside in inner.items()
    ]
    read, attributes = getter(get, own), tuple(own.values())
    money = [(path, found) for path in attributes if (found := money_type(type_at(kind, path)))]
    converted = [(own[n], convert) for n, convert in conversions.items() if n in own]

    def make(record: Any, currency: str = "") -> Any:
        given = dict(zip(attributes, read(record), strict=True))
        for attribute, make_money in money:
            if units := given[attribute]:
                given[attribute] = make_money(units, currency)
            elif units is not None:
                given[attribute] = _zero(make_money, currency)
        for attribute, convert in converted:
            if given[attribute] is not None:
                given[attribute] = convert(given[attribute])
        for attribute, make_part in parts:
            given[attribute] = make_part(record, currency)
        return kind(**given)

    return make


@lru_cache
def _zero(make_money: Callable[..., Any], currency: str) -> Any:
    """Return an amount of zero, which most lines share."""
    return make_money(0, currency)


def getter(get: Callable[..., Any], places: Iterable[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Return an ``attrgetter`` or ``itemgetter`` that always returns a tuple."""
    places = tuple(places)
    if len(places) > 1:
        read: Callable[[Any], tuple[Any, ...]] = get(*places)
        return read
    readers = [get(place) for place in places]
    return lambda value: tuple(read(value) for read in readers)


def dict_reader(
    get: Callable[..., Any], places: Mapping[str, Any], keys: Iterable[str]
) -> Callable[[Any], dict[str, Any]]:
    """Return a function that reads places, by key, into a dict. Keys without a place are None."""
    read, found = getter(get, places.values()), tuple(places)
    empty = dict.fromkeys(keys)
    if tuple(empty) == found:
        return lambda value: dict(zip(found, read(value), strict=True))

    def read_some(value: Any) -> dict[str, Any]:
        made: dict[str, Any] = empty.copy()
        made.update(zip(found, read(value), strict=True))
        return made

    return read_some


def money_type(type_: Any) -> Any:
    """Return the money type of a field, which may be optional; None for other fields."""
    return next((each for each in (type_, *get_args(type_)) if each in MONEY_TYPES), None)


def _parts(kind: type) -> dict[str, Any]:
    """Return the classes of the required parts by attribute."""
    types = {name: field.type for name, field in fields_dict(kind).items()}
    return {
        n: of
        for n, of in types.items()
        if isinstance(of, type) and has(of) and of not in MONEY_TYPES
    }
