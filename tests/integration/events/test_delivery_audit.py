"""The audit of deliveries finds what it is for, in made-up records."""

from typing import Final

from tests.integration.events.delivery_audit import (
    AT_ONCE,
    Attempt,
    Consumer,
    Written,
    feed_violations,
    missing,
    violations,
)

FIRST: Final = Written("e1", "dom_1", "ord_1", 1, began=10, ended=11)
SECOND: Final = Written("e2", "dom_1", "ord_1", 2, began=20, ended=21)
BOTH: Final = (FIRST, SECOND)
CONSUMER: Final = Consumer(name="hook", domain_ids=("dom_1",))


def attempt(event_id: str, began: int, *, accepted: bool = True) -> Attempt:
    return Attempt("hook", event_id, accepted, began, began + 1)


def found(*attempts: Attempt, consumer: Consumer = CONSUMER) -> list[str]:
    return [*violations([consumer], BOTH, attempts)]


def test_deliveries_in_sequence_are_right():
    made = attempt("e1", 30, accepted=False), attempt("e1", 32), attempt("e2", 34)

    assert found(*made) == []
    assert missing([CONSUMER], BOTH, made) == []
    assert found(*made, attempt("e1", 40)) == []


def test_an_event_that_is_lost_is_missing():
    made = [attempt("e1", 30), attempt("e2", 32, accepted=False)]

    assert missing([CONSUMER], BOTH, made) == ["hook waits for e2"]


def test_an_event_that_is_not_replayed_is_missing():
    replayed = Consumer(name="hook", domain_ids=("dom_1",), created=15, replayed=40)
    made = [attempt("e2", 30), attempt("e1", 42)]

    assert missing([replayed], BOTH, made) == ["hook waits for e2"]


def test_an_overtaking_event_is_found():
    assert found(attempt("e2", 30), attempt("e1", 32)) == ["hook got e2 before e1"]
    refused = attempt("e1", 30, accepted=False)
    assert found(refused, attempt("e2", 32)) == ["hook got e2 before e1"]


def test_an_event_from_before_the_consumer_may_be_left_out():
    late = Consumer(name="hook", domain_ids=("dom_1",), created=15)

    assert found(attempt("e2", 30), consumer=late) == []
    assert missing([late], BOTH, [attempt("e2", 30)]) == []


def test_an_event_that_was_rolled_back_is_found():
    assert found(attempt("e9", 30)) == ["hook got e9, which was rolled back"]


def test_an_event_of_another_domain_is_found():
    other = Consumer(name="hook", domain_ids=("dom_2",))

    assert found(attempt("e1", 30), consumer=other) == ["hook got e1 of another domain"]


def test_deliveries_after_the_deletion_are_found():
    deleted = Consumer(name="hook", domain_ids=("dom_1",), deleted=15)
    under_way = attempt("e1", 16)

    assert found(under_way, consumer=deleted) == []
    assert found(under_way, attempt("e2", 30), consumer=deleted) == [
        "hook got e2, written after it was deleted"
    ]
    many = [under_way] * (AT_ONCE + 1)
    assert found(*many, consumer=deleted) == [f"hook got {AT_ONCE + 1} events after it was deleted"]


def test_each_fault_of_a_feed_is_found():
    def faults(*read: str) -> list[str]:
        return [*feed_violations("dom_1", BOTH, read)]

    assert faults("e1", "e2") == []
    assert faults("e1") == ["the feed lacks e2"]
    assert faults("e1", "e2", "e2") == ["the feed has an event twice"]
    assert faults("e2", "e1") == ["the feed has e1 after a later version"]
    assert faults("e1", "e9", "e2") == ["the feed has e9, which was not written"]
