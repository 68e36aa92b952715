"""Named steps of use cases, for observers such as tracing and timing."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from functools import partial, wraps
from typing import ParamSpec, TypeAlias, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

StepObserver: TypeAlias = Callable[[str], AbstractContextManager[object]]
"""Takes a step's name and returns a context manager that surrounds the step."""

_observer: ContextVar[StepObserver] = ContextVar("step_observer", default=nullcontext)


def step(method: Callable[P, T]) -> Callable[P, T]:
    """Decorate a method as a step with the method's name."""
    name = method.__name__

    @wraps(method)
    def observed(*args: P.args, **kwargs: P.kwargs) -> T:
        with _observer.get()(name):
            return method(*args, **kwargs)

    return observed


class observing(AbstractContextManager[None]):  # noqa: N801  # for ``with``
    """Observe the steps of this block, in this thread or task.

    An outer observer stays active, around this one.

    >>> @contextmanager
    ... def printing(step):
    ...     print(step, "begins")
    ...     yield
    >>> ship = UpdateStatus(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", status=OrderStatus.SHIPPED
    ... )
    >>> with observing(printing):
    ...     shipped = orders.update_status(ship)
    get_order begins
    validate_transition begins
    update_status begins
    send_notification begins
    invalidate_cache begins
    """

    def __init__(self, observer: StepObserver) -> None:
        self._given = observer

    def __enter__(self) -> None:
        outer, given = _observer.get(), self._given
        self._token = _observer.set(given if outer is nullcontext else partial(_both, outer, given))

    def __exit__(self, *_: object) -> None:
        _observer.reset(self._token)


@contextmanager
def _both(outer: StepObserver, inner: StepObserver, name: str) -> Iterator[None]:
    with outer(name), inner(name):
        yield


@contextmanager
def unobserved() -> Iterator[None]:
    """Hide the steps of this block from observers: they belong to another operation."""
    token = _observer.set(nullcontext)
    try:
        yield
    finally:
        _observer.reset(token)
