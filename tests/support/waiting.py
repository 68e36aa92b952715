"""Wait for a condition, with a timeout that only a defect reaches."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import Final, TypeVar

T = TypeVar("T")

WITHIN_S: Final = 60.0
"""Timeout in seconds. A wait returns as soon as its condition is true."""

_POLL_S: Final = 0.02


def wait_until(condition: Callable[[], T], state: Callable[[], object] = lambda: None) -> T:
    """Return the first true value of ``condition``.

    Raises AssertionError with the value of ``state`` after a minute without one.
    """
    deadline = monotonic() + WITHIN_S
    while not (found := condition()):
        assert monotonic() < deadline, f"the condition is still false: {state()}"
        sleep(_POLL_S)
    return found
