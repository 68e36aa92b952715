"""The fields of an order and its parts by name, and orders in which each of them varies."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, get_args

from attrs import fields, has
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from seller_orders.domain.lazy_timeline import LazyTimeline
from seller_orders.domain.order import Order
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.strategies import orders

_MAX_ROUNDS: Final = 20
_EMPTY: Final[tuple[object, ...]] = (None, (), {}, "", 0, False)


@cache
def parts() -> tuple[type, ...]:
    """Return the classes of the values that an order is made of, its own first.

    A LazyTimeline is none of them: it stands for the tuple of its entries.
    """
    found: dict[type, None] = {}

    def visit(type_: Any) -> None:
        if type_ is LazyTimeline:
            # It stands for a tuple of entries.
            return
        if isinstance(type_, type) and has(type_):
            if type_ not in found and type_ is not LazyTimeline:
                found[type_] = None
                for field in fields(type_):
                    visit(field.type)
        else:
            for argument in get_args(type_):
                visit(argument)

    visit(Order)
    return tuple(found)


def field_names() -> list[str]:
    """Return the name of every field of an order and its parts, such as ``Refund.reason``."""
    return [f"{part.__name__}.{field.name}" for part in parts() for field in fields(part)]


def field_values(value: Any) -> Iterator[tuple[str, Any]]:
    """Return the value of each field of an order and of all its parts, with the field's name."""
    if isinstance(value, tuple | LazyTimeline):
        for each in value:
            yield from field_values(each)
    elif has(type(value)):
        for field in fields(type(value)):
            inner = getattr(value, field.name)
            yield f"{type(value).__name__}.{field.name}", inner
            yield from field_values(inner)


def differing_fields(before: Any, after: Any, name: str = "Order") -> Iterator[str]:
    """Return the names of the fields in which two orders differ."""
    if _are_lists(before, after) and len(before) == len(after):
        for one, other in zip(before, after, strict=True):
            yield from differing_fields(one, other, name)
    elif type(before) is type(after) and has(type(before)):
        for field in fields(type(before)):
            values = getattr(before, field.name), getattr(after, field.name)
            yield from differing_fields(*values, f"{type(before).__name__}.{field.name}")
    elif before != after:
        yield name


def _are_lists(*values: Any) -> bool:
    return all(isinstance(value, tuple | LazyTimeline) for value in values)


@cache
def varied_orders() -> tuple[Order, ...]:
    """Return a few orders in which every field has a value, and another one."""
    seen: dict[str, set[str]] = {}
    chosen = []
    for order in example_orders():
        is_chosen = False
        for name, value in field_values(order):
            known = seen.setdefault(name, set())
            is_needed = len(known) < 2 and (value not in _EMPTY or known)
            if is_needed and repr(value) not in known:
                known.add(repr(value))
                is_chosen = True
        if is_chosen:
            chosen.append(order)
    return tuple(chosen)


@cache
def example_orders() -> tuple[Order, ...]:
    """Return orders from the strategies, as many as vary every field, or the most allowed."""
    found: list[Order] = []
    values = _no_values()
    cancelled = orders(statuses=st.just(OrderStatus.CANCELLED))
    for number in range(_MAX_ROUNDS):

        @seed(number)
        @settings(
            max_examples=30,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        # The rare fields are those of a cancellation, and of received units, which it rules out.
        @given(orders() | orders() | cancelled)
        def collect(order: Order) -> None:
            found.append(order)
            _collect_values(order, values)

        collect()
        if not _constant(values):
            break
    return tuple(found)


def constant_fields(orders: Iterable[Order]) -> list[str]:
    """Return the names of the fields that do not take two values in some orders."""
    values = _no_values()
    for order in orders:
        _collect_values(order, values)
    return _constant(values)


def _no_values() -> dict[str, set[str]]:
    return {name: set() for name in field_names()}


def _collect_values(order: Order, values: Mapping[str, set[str]]) -> None:
    """Add the values of an order's fields, at most two of each field."""
    for name, value in field_values(order):
        if len(values[name]) < 2:
            values[name].add(repr(value))


def _constant(values: Mapping[str, set[str]]) -> list[str]:
    return [name for name, found in values.items() if len(found) < 2]


def lost_fields(through: Callable[[Order], Order]) -> set[str]:
    """Return the names of the fields that do not come back from a place that orders go through."""
    return {name for order in varied_orders() for name in differing_fields(order, through(order))}
