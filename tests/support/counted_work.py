"""Work of a piece of code, counted in function calls or steps: the same on every machine."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def calls_of(act: Callable[[], object]) -> int:
    """Return the number of Python functions that are called meanwhile."""
    calls = 0

    def count(_: Any, event: str, __: Any) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return calls


def steps_of(act: Callable[[], object]) -> int:
    """Return the number of lines of Python that run meanwhile, each round of a loop included."""
    steps = 0

    def count(_: FrameType, event: str, __: Any) -> Any:
        nonlocal steps
        steps += event == "line"
        return count

    former = sys.gettrace()
    sys.settrace(count)
    try:
        act()
    finally:
        sys.settrace(former)
    return steps
