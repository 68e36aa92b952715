"""Changes of endpoints that are answered once no relay goes by the endpoint of before."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from returns.result import Failure, Success

from seller_orders.application.blocking_io import release_during_blocking_io
from seller_orders.application.webhooks.propagation_delay import SETTLED_AFTER_S, settled
from seller_orders.domain.refusals import EndpointNotFound


class Steps(list[object]):
    """Steps of a request, in sequence."""

    @contextmanager
    def without_slot(self) -> Iterator[None]:
        self.append("slot released")
        yield
        self.append("slot taken again")


@pytest.fixture
def steps() -> Steps:
    return Steps()


def test_a_change_is_answered_once_it_has_settled(steps: Steps):
    def change(command: str) -> Success[str]:
        steps.append(command)
        return Success("changed")

    with release_during_blocking_io(steps.without_slot):
        outcome = settled(change, steps.append)("delete")

    assert outcome == Success("changed")
    assert steps == ["delete", "slot released", SETTLED_AFTER_S, "slot taken again"]


def test_a_refusal_is_answered_at_once(steps: Steps):
    refusal = Failure(EndpointNotFound("whe_9"))

    assert settled(lambda _: refusal, steps.append)("delete") == refusal
    assert steps == []
