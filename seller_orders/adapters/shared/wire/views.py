"""Views: documents in responses. They have the fields of the request documents."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from functools import reduce
from operator import attrgetter, or_
from types import UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Generic,
    NewType,
    TypedDict,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from attrs import frozen
from msgspec import Meta, UnsetType

from seller_orders.adapters.shared.value_paths import dict_reader, path_of
from seller_orders.adapters.shared.wire.field_types import (
    Amount,
    AwareDatetime,
    CountryCode,
    LanguageTag,
    Quantity,
    QuantityOrZero,
    Rate,
    SignedAmount,
    Timestamp,
    WebAddress,
)
from seller_orders.adapters.shared.wire.json_codec import Document

V = TypeVar("V")

PlainRate = NewType("PlainRate", Decimal)
"""A rate in a view, in which every other decimal is an amount of money."""

_PLAIN: Final[dict[Any, Any]] = {
    Amount: Decimal,
    CountryCode: str,
    Rate: PlainRate,
    SignedAmount: Decimal,
    LanguageTag: str,
    Quantity: int,
    QuantityOrZero: int,
    Timestamp: AwareDatetime,
    WebAddress: str,
}
_VIEWS: Final[dict[Any, Any]] = {}
_WRITERS: Final[dict[Any, "Writer[Any]"]] = {}


def view_of(
    document: type[Document], keys: str = "*", without: Collection[str] = ()
) -> Callable[[type[V]], type[V]]:
    """Give a TypedDict the fields of a document, without their constraints.

    The class declares the fields that the document lacks or has with another type. ``keys`` is
    the order of the keys; * stands for all other keys.
    """

    def derive(declared: type[V]) -> type[V]:
        hints = get_type_hints(document, include_extras=True)
        fields = zip(document.__struct_encode_fields__, document.__struct_fields__, strict=True)
        types = {key: _response_type(hints[name]) for key, name in fields if key not in without}
        for key, type_ in get_type_hints(declared, include_extras=True).items():
            types[key] = _described_like(type_, types.get(key))
        made = cast("Any", TypedDict)(declared.__name__, _ordered(types, keys.split()))
        made.__doc__, made.__module__ = declared.__doc__, declared.__module__
        _VIEWS[document] = made
        return cast("type[V]", made)

    return derive


def _ordered(types: Mapping[str, Any], keys: list[str]) -> dict[str, Any]:
    rest = [key for key in types if key not in keys]
    before, after = keys[: keys.index("*")], keys[keys.index("*") + 1 :]
    return {key: types[key] for key in (*before, *rest, *after)}


def _response_type(type_: Any) -> Any:
    origin, arguments = get_origin(type_), get_args(type_)
    if origin is Annotated:
        return _described_like(_response_type(arguments[0]), type_)
    if origin in (Union, UnionType):
        return reduce(or_, (_response_type(each) for each in arguments if each is not UnsetType))
    if origin is tuple:
        return list[_response_type(arguments[0])]  # type: ignore[misc]  # of a type known at run time
    if type_ in _VIEWS:
        return _VIEWS[type_]
    return _PLAIN.get(type_, type_)


def _described_like(type_: Any, annotated: Any) -> Any:
    """Give a type without a description that of another type, without its constraints."""
    found = _description(annotated)
    return Annotated[type_, found] if found and not _description(type_) else type_


def _description(annotated: Any) -> Meta | None:
    is_annotated = get_origin(annotated) is Annotated
    metas = [each for each in get_args(annotated)[1:] if isinstance(each, Meta)]
    return next((each for each in metas if is_annotated and each.description), None)


@frozen
class Writer(Generic[V]):
    """Writes values as a view. ``paths`` has attribute paths, except of computed keys."""

    view: type[V]
    paths: Mapping[str, str]
    write: Callable[[Any], dict[str, Any]]

    def __call__(self, value: Any) -> V:
        """Return the view of a value. Computed keys are None."""
        return self.write(value)  # type: ignore[return-value]  # a dict with the view's keys


def writer(
    view: type[V], kind: type, *, computed: Collection[str] = (), **renamed: str
) -> Writer[V]:
    """Return a writer of a class's values. A key contains the field of the same name.

    ``renamed`` are the attribute paths of the other keys.
    """
    types = get_type_hints(view)
    paths = {
        key: renamed.get(key) or path_of(kind, key) or key for key in types if key not in computed
    }
    # An optional amount may be None, which has no amount.
    places = {k: f"{path}.amount" if types[k] is Decimal else path for k, path in paths.items()}
    read = dict_reader(attrgetter, places, types)
    inner = [(key, inside) for key in paths if (inside := _nested_writer(types[key]))]

    def write(value: Any) -> dict[str, Any]:
        made = read(value)
        for key, write_inner in inner:
            if made[key] is not None:
                made[key] = write_inner(made[key])
        return made

    writes = Writer(view, paths, write)
    _WRITERS[view] = writes
    return writes


def is_amount(type_: Any) -> bool:
    """Return whether a view's field is an amount of money, which may be None if it is optional."""
    return Decimal in (type_, *get_args(type_))


def inner_view(type_: Any) -> Any:
    """Return the view of a field that holds a view or a list of views, else None."""
    found = (each for each in (type_, *get_args(type_)) if is_typeddict(each))
    return next(found, None)


def is_list(type_: Any) -> bool:
    """Return whether a view's field is a list."""
    return get_origin(type_) is list


def _nested_writer(type_: Any) -> Callable[[Any], Any] | None:
    view = inner_view(type_)
    if view is None and is_amount(type_):
        return None if type_ is Decimal else attrgetter("amount")
    if view is None:
        return list if is_list(type_) else None
    write = _WRITERS[view].write
    return (lambda values: [write(each) for each in values]) if is_list(type_) else write
