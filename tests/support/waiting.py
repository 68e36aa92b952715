"""Waiting for a condition, within an end so generous that only a fault reaches it."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import Final, TypeVar

T = TypeVar("T")

WITHIN_S: Final = 60.0
"""Seconds. A wait returns as soon as its condition is met, so this costs nothing."""

_LOOKED_EVERY_S: Final = 0.02


def wait_until(condition: Callable[[], T], state: Callable[[], object] = lambda: None) -> T:
    """Return the first true value of ``condition``.

    Raises AssertionError with what ``state`` returns where there is none within a minute.
    """
    deadline = monotonic() + WITHIN_S
    while not (found := condition()):
        assert monotonic() < deadline, f"still not so: {state()}"
        sleep(_LOOKED_EVERY_S)
    return found
