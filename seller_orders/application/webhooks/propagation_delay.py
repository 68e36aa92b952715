"""The time after which every relay knows a change of a webhook endpoint."""

from collections.abc import Callable
from time import sleep
from typing import Final, TypeVar

from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.application.blocking_io import blocking_io
from seller_orders.domain.refusals import Refusal

SETTLED_AFTER_S: Final = 0.1
"""Longest time for which a relay goes by what it has read of an endpoint."""

C = TypeVar("C")
R = TypeVar("R")


def settled(
    handler: Callable[[C], Result[R, Refusal]], wait: Callable[[float], None] = sleep
) -> Callable[[C], Result[R, Refusal]]:
    """Return a handler that answers once no relay goes by the endpoint of before the change."""

    def call(command: C) -> Result[R, Refusal]:
        outcome = handler(command)
        if is_successful(outcome):
            with blocking_io():
                wait(SETTLED_AFTER_S)
        return outcome

    return call
