"""Documents that are read as values of the domain."""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter, methodcaller
from types import NoneType, UnionType
from typing import Any, ClassVar, Final, Union, get_args, get_origin, get_type_hints

from msgspec import UNSET, UnsetType

from seller_orders.adapters.shared.value_paths import Conversion, path_of, value_factory
from seller_orders.adapters.shared.wire.field_types import (
    CountryCode,
    LanguageTag,
    Quantity,
    QuantityOrZero,
    Timestamp,
    WebAddress,
)
from seller_orders.adapters.shared.wire.json_codec import Document


class ValueDocument(Document):
    """Document whose fields map to the fields of one domain value by name.

    ``VALUE`` is the value's class. A subclass whose added fields belong to the value repeats it;
    otherwise the added fields are ignored.
    """

    VALUE: ClassVar[Any]
    RENAMED: ClassVar[Mapping[str, str]] = {}
    """The value's names of renamed fields, by the document's names."""

    def value(self) -> Any:
        """Return the value."""
        return _reader(type(self))(self)


def named_values(document: ValueDocument) -> dict[str, Any]:
    """Return the values of the fields that a document names, without those that are missing."""
    given = ((name, getattr(document, name)) for name in document.__struct_fields__)
    return {name: _to_domain(value) for name, value in given if value is not UNSET}


def _to_domain(value: Any) -> Any:
    if isinstance(value, ValueDocument):
        return value.value()
    plain = _CONVERSIONS.get(type(value))
    return value if plain is None else plain(value)


_CONVERSIONS: Final[dict[type, Callable[[Any], Any]]] = {
    Timestamp: attrgetter("utc"),
    CountryCode: str,
    LanguageTag: str,
    Quantity: int,
    QuantityOrZero: int,
    WebAddress: str,
    tuple: lambda values: tuple(map(_to_domain, values)),
    UnsetType: lambda _: None,
}

_UNIONS: Final = (Union, UnionType)


@cache
def _reader(document: type[ValueDocument]) -> Callable[[ValueDocument], Any]:
    declaring = next(each for each in document.__mro__ if "VALUE" in vars(each))
    assert issubclass(declaring, ValueDocument)
    names = declaring.__struct_fields__
    hints = get_type_hints(declaring)
    conversions = {name: read for name in names if (read := _conversion(hints[name]))}
    paths = {name: _path(declaring, name) for name in names}
    return value_factory(declaring.VALUE, paths, conversions, attrgetter)


def _conversion(type_: Any) -> Conversion | None:
    """Return the conversion of a field's values that are not None, None if they need none."""
    if get_origin(type_) is tuple:
        convert = _conversion(get_args(type_)[0])
        return convert and (lambda values: tuple(map(convert, values)))
    if isinstance(type_, type) and issubclass(type_, ValueDocument):
        return methodcaller("value")
    if type_ in _CONVERSIONS:
        return _CONVERSIONS[type_]
    kinds = [kind for kind in get_args(type_) if kind is not NoneType]
    if len(kinds) == 1 and get_origin(type_) in _UNIONS:
        return _conversion(kinds[0])
    return _to_domain if any(map(_conversion, kinds)) else None


def _path(document: type[ValueDocument], name: str) -> str:
    path = path_of(document.VALUE, document.RENAMED.get(name, name))
    if path is None:
        raise TypeError(f"{document.VALUE.__name__} has no field for {document.__name__}.{name}")
    return path
