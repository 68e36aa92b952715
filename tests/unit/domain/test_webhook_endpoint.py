"""Topics, failures and secrets of a webhook endpoint."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from seller_orders.domain.webhook_endpoint import (
    MAX_ENDPOINTS,
    MAX_TOPICS,
    TOPIC_LENGTH,
    EventReplay,
    WebhookEndpoint,
    is_any_topic_of,
    problems_of_topics,
)

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ENDPOINT = WebhookEndpoint(
    id="whe_1",
    domain_id="dom_1",
    url="https://erp.example/events",
    created_at=AT,
    updated_at=AT,
    secret="sealed",
)
MATCHES = {
    "*": {"order.created": True, "order.fulfillment_created": True, "ping": True},
    "order.*": {"order.created": True, "order.held": True, "ping": False},
    "order.fulfillment_*": {
        "order.fulfillment_created": True,
        "order.fulfillment_cancelled": True,
        "order.cancelled": False,
        "order.fulfillment": False,
    },
    "order.created": {"order.created": True, "order.created_again": False, "xorder.created": False},
    "*cancelled": {"order.cancelled": True, "order.items_cancelled": True, "order.created": False},
}
UNKNOWN = [
    *("", "order", "order.", "order.creat", "orders.*", "ORDER.CREATED", "order.creat?d"),
    *("order.[a-z]*", "ping", "*.*.*", " order.created", "order.created,order.held"),
]


@pytest.mark.parametrize(
    ("topic", "event_type", "is_wanted"),
    [(topic, *each) for topic, expected in MATCHES.items() for each in expected.items()],
)
def test_a_topic_matches_types(topic: str, event_type: str, *, is_wanted: bool):
    assert is_any_topic_of(("order.replaced", topic), event_type) is is_wanted


@pytest.mark.parametrize("topic", [*MATCHES, "order.late", "*"])
def test_a_topic_of_known_types_is_accepted(topic: str):
    assert problems_of_topics([topic]) == ()


@pytest.mark.parametrize("topic", UNKNOWN)
def test_a_topic_that_matches_nothing_is_named(topic: str):
    (problem,) = problems_of_topics(["order.created", topic])

    assert (problem.code, problem.path) == ("unknown_topic", ("topics", 1))
    assert repr(topic) in problem.detail


@pytest.mark.parametrize("number", [0, 51])
def test_an_endpoint_has_1_to_50_topics(number: int):
    (problem,) = problems_of_topics(["*"] * number)

    assert problem.path == ("topics",)
    assert problems_of_topics(["*"] * 50) == ()


def test_many_stars_are_matched_quickly():
    assert problems_of_topics(["*a" * 50]) != ()


def test_the_first_failure_is_remembered_until_a_success():
    first = ENDPOINT.failed(AT, "It answered 500.")
    second = first.failed(AT + timedelta(hours=1), "It answered 500.")

    assert second.failing_since == AT
    assert second.enabled
    assert second.accepted(AT + timedelta(hours=2), None) == ENDPOINT


def test_seven_days_of_failures_disable_an_endpoint():
    failing = ENDPOINT.failed(AT, "It answered 500.")
    almost, late = AT + timedelta(days=7, seconds=-1), AT + timedelta(days=7)

    assert failing.failed(almost, "It answered 500.").enabled
    disabled = failing.failed(late, "No answer came in time.")
    assert not disabled.enabled
    assert (disabled.failing_since, disabled.disabled_at) == (AT, late)
    assert disabled.disabled_reason == ("It has failed for 7 days, last: No answer came in time.")
    assert disabled.failed(late + timedelta(days=1), "It answered 404.") == disabled


def test_a_success_starts_the_seven_days_anew():
    failing = ENDPOINT.failed(AT, "It answered 500.").accepted(AT, None)

    again = failing.failed(AT + timedelta(days=7), "It answered 500.")

    assert again.enabled
    assert again.failing_since == AT + timedelta(days=7)


@pytest.mark.parametrize("failed_after", [None, AT + timedelta(hours=2)])
@pytest.mark.parametrize(
    ("failing_since", "is_kept"),
    [
        (None, False),
        (AT - timedelta(hours=1), False),
        (AT, False),
        # Such an attempt began later, but was recorded first.
        (AT + timedelta(microseconds=1), True),
        (AT + timedelta(minutes=1), True),
        # Such a time is of before the clock was set back.
        (AT + timedelta(minutes=1, microseconds=1), False),
        (AT + timedelta(days=1), False),
    ],
)
def test_a_success_ends_failures_that_began_before_it(
    failing_since: datetime | None, failed_after: datetime | None, *, is_kept: bool
):
    failing = evolve(ENDPOINT, failing_since=failing_since)

    after = failing.accepted(AT, failed_after)

    assert after == evolve(ENDPOINT, failing_since=failing_since if is_kept else failed_after)


def test_enabling_clears_the_failures():
    failing = ENDPOINT.failed(AT, "It answered 500.")
    disabled = failing.failed(AT + timedelta(days=8), "It answered 500.")
    later = AT + timedelta(days=9)

    enabled = disabled.switched(later, enabled=True)

    assert (enabled.enabled, enabled.updated_at) == (True, later)
    assert (enabled.failing_since, enabled.disabled_at, enabled.disabled_reason) == (None,) * 3
    assert ENDPOINT.switched(later, enabled=True) == ENDPOINT
    assert not ENDPOINT.switched(later, enabled=False).enabled


def test_a_rotated_secret_signs_for_a_day():
    rotated = ENDPOINT.rotated("sealed anew", AT)

    assert (rotated.secret, rotated.former_secret) == ("sealed anew", "sealed")
    assert rotated.former_secret_until == AT + timedelta(hours=24)


@pytest.mark.parametrize(
    ("hours", "secrets"),
    [
        (0, ("sealed anew", "sealed")),
        (23.99, ("sealed anew", "sealed")),
        (24, ("sealed anew", None)),
        (25, ("sealed anew", None)),
    ],
)
def test_a_former_secret_is_left_out_after_a_day(hours: float, secrets: tuple[str, str | None]):
    at = AT + timedelta(hours=hours)

    found = ENDPOINT.rotated("sealed anew", AT).without_expired_secret(at)

    assert (found.secret, found.former_secret) == secrets
    assert (found.former_secret_until is None) is (secrets[1] is None)
    assert ENDPOINT.without_expired_secret(at) is ENDPOINT


def test_the_representation_shows_no_secret_and_no_url():
    shown = repr(ENDPOINT.rotated("sealed anew", AT))

    assert "sealed" not in shown
    assert "erp.example" not in shown


@pytest.mark.parametrize(
    ("minutes", "event_type", "is_wanted"),
    [
        (-1, "order.created", False),
        (0, "order.created", True),
        (60, "order.created", True),
        (61, "order.created", False),
        (30, "order.held", False),
    ],
)
def test_a_replay_wants_its_time_and_topics(minutes: int, event_type: str, *, is_wanted: bool):
    replay = EventReplay(since=AT, until=AT + timedelta(hours=1), topics=("order.created",), end=7)

    assert replay.wants(event_type, AT + timedelta(minutes=minutes)) is is_wanted


def test_the_limits_are_as_documented():
    assert (MAX_ENDPOINTS, MAX_TOPICS, TOPIC_LENGTH) == (100, 50, 100)
