from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from seller_orders.application.step_observers import StepObserver, observing, step


@step
def weigh(number: int) -> int:
    """Weigh."""
    if number < 0:
        raise ValueError(number)
    return number * 2


def test_an_observer_surrounds_a_step():
    seen = []

    @contextmanager
    def observer(name: str) -> Iterator[None]:
        seen.append(f"{name} begins")
        yield
        seen.append(f"{name} ends")

    with observing(observer):
        seen.append(str(weigh(4)))

    assert seen == ["weigh begins", "weigh ends", "8"]


def test_an_observer_is_optional():
    assert weigh(4) == 8


def test_an_observer_sees_a_step_fail():
    failures = []

    @contextmanager
    def observer(name: str) -> Iterator[None]:
        try:
            yield
        except ValueError:
            failures.append(name)
            raise

    with observing(observer), pytest.raises(ValueError, match="-1"):
        weigh(-1)

    assert failures == ["weigh"]


def test_a_later_observer_is_the_inner_one():
    seen = []

    def observer(who: str) -> StepObserver:
        @contextmanager
        def observe(name: str) -> Iterator[None]:
            seen.append(f"{who}: {name} begins")
            yield
            seen.append(f"{who}: {name} ends")

        return observe

    with observing(observer("first")):
        with observing(observer("second")):
            weigh(1)
        seen.append("second has left")
        weigh(1)

    assert seen == [
        "first: weigh begins",
        "second: weigh begins",
        "second: weigh ends",
        "first: weigh ends",
        "second has left",
        "first: weigh begins",
        "first: weigh ends",
    ]


def test_each_thread_has_its_own_observer():
    seen = []

    @contextmanager
    def observer(name: str) -> Iterator[None]:
        seen.append(name)
        yield

    with observing(observer):
        other = Thread(target=weigh, args=(1,))
        other.start()
        other.join()

    weigh(2)
    assert seen == []
