"""Conversions of field values to columns: inner values become JSON, enumerations text.

Money in a document is an integer, in the order's currency.
"""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

from attrs import fields_dict, has

from seller_orders.adapters.shared.value_paths import MONEY_TYPES, Conversion, getter, money_type
from seller_orders.domain.unit_price import UnitPrice


def column_encoder(type_: Any) -> Conversion | None:
    """Return the conversion of a field's value for its column, None if it needs none."""
    element, kind = _element(type_), _without_none(type_)
    if element is not None:
        store = column_encoder(element)
        return list if store is None else lambda values: [store(each) for each in values]
    if (money := money_type(kind)) is not None:
        return attrgetter("millionths" if money is UnitPrice else "units")
    if not _is_inner_value(kind):
        return None
    fields = fields_dict(kind)
    names, read = tuple(fields), getter(attrgetter, fields)
    conversions = [(name, s) for name, each in fields.items() if (s := column_encoder(each.type))]

    def document_of(value: Any) -> dict[str, Any]:
        document = dict(zip(names, read(value), strict=True))
        for name, convert in conversions:
            if document[name] is not None:
                document[name] = convert(document[name])
        return document

    return document_of


def reading(type_: Any, currency: str, *, in_document: bool = False) -> Conversion | None:
    """Return the conversion of a stored value, None if it needs none.

    In a document times are text, numbers are decimals, and money is an integer in ``currency``.
    """
    element, kind = _element(type_), _without_none(type_)
    if element is not None:
        read = reading(element, currency, in_document=True)
        return tuple if read is None else lambda values: tuple(map(read, values))
    if isinstance(kind, type) and issubclass(kind, Enum):
        members = {each.value: each for each in kind}
        return members.__getitem__
    if in_document and kind is datetime:
        return datetime.fromisoformat
    if in_document and kind is float:
        return float
    if in_document and kind is Decimal:
        return Decimal
    if in_document and kind in MONEY_TYPES:
        return lambda units: kind(units, currency)
    return _value_reader(kind, currency) if _is_inner_value(kind) else None


def _value_reader(kind: Any, currency: str) -> Conversion:
    fields = fields_dict(kind).items()
    conversions = [
        (n, read) for n, each in fields if (read := reading(each.type, currency, in_document=True))
    ]

    def value_of(document: dict[str, Any]) -> Any:
        # An older document lacks fields that were added later, so their defaults apply.
        given = document.copy()
        for name, convert in conversions:
            if given.get(name) is not None:
                given[name] = convert(given[name])
        return kind(**given)

    return value_of


def _element(type_: Any) -> Any:
    """Return the type of a tuple's elements, None if the type is no tuple."""
    return get_args(type_)[0] if get_origin(type_) is tuple else None


def _without_none(type_: Any) -> Any:
    """Return the type that an optional field has if it is not None."""
    if get_origin(type_) is not UnionType:
        return type_
    return next(each for each in get_args(type_) if each is not NoneType)


def _is_inner_value(kind: Any) -> bool:
    return isinstance(kind, type) and has(kind) and kind not in MONEY_TYPES
