"""The named steps of use cases, seen from outside (contract, section 5)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from functools import partial, wraps
from typing import ParamSpec, TypeAlias, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

StepObserver: TypeAlias = Callable[[str], AbstractContextManager[object]]
"""Given a step's name, returns what is to surround the step: a stopwatch, a span."""

_observer: ContextVar[StepObserver] = ContextVar("step_observer", default=nullcontext)


def step(method: Callable[P, T]) -> Callable[P, T]:
    """Make a method a step, named as it is: whoever observes sees it begin and end."""
    name = method.__name__

    @wraps(method)
    def observed(*args: P.args, **kwargs: P.kwargs) -> T:
        with _observer.get()(name):
            return method(*args, **kwargs)

    return observed


@contextmanager
def observing(observer: StepObserver) -> Iterator[None]:
    """Let an observer see the steps that are taken in this block, in this thread or task.

    Whoever observes already goes on to, around it.

    >>> @contextmanager
    ... def told(step):
    ...     print(step, "begins")
    ...     yield
    >>> ship = UpdateStatus(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", status=OrderStatus.SHIPPED
    ... )
    >>> with observing(told):
    ...     shipped = orders.update_status(ship)
    get_order begins
    validate_transition begins
    update_status begins
    send_notification begins
    invalidate_cache begins
    """
    outer = _observer.get()
    token = _observer.set(observer if outer is nullcontext else partial(_both, outer, observer))
    try:
        yield
    finally:
        _observer.reset(token)


@contextmanager
def _both(outer: StepObserver, inner: StepObserver, name: str) -> Iterator[None]:
    with outer(name), inner(name):
        yield


@contextmanager
def unobserved() -> Iterator[None]:
    """Let nobody see steps in this block: what they are part of is none of the operation's."""
    token = _observer.set(nullcontext)
    try:
        yield
    finally:
        _observer.reset(token)
