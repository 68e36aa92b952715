"""Values of a domain's settings: what is accepted, and what is refused where."""

from collections.abc import Iterator
from datetime import UTC, date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.cancellation_rules import CancellationRules, problems_of_cancellation
from seller_orders.domain.carrier_connection import CarrierConnection, problems_of_carriers
from seller_orders.domain.handling_time import HandlingTime, problems_of_handling
from seller_orders.domain.notification_languages import LANGUAGES, problems_of_language
from seller_orders.domain.notification_settings import (
    NotificationSettings,
    problems_of_notifications,
)
from seller_orders.domain.order_numbering import OrderNumbering, problems_of_numbering
from seller_orders.domain.payment_connection import PaymentConnection, problems_of_payments
from seller_orders.domain.refusals import FieldProblem, Path
from seller_orders.domain.retention import Retention, problems_of_retention
from seller_orders.domain.return_disclosure import CUSTOMER_CONDITIONS, CUSTOMER_RETURN_REASONS
from seller_orders.domain.return_rule_checks import problems_of_returns
from seller_orders.domain.return_rules import (
    RETURN_CONDITIONS,
    RETURN_REASONS,
    ReturnCondition,
    ReturnRules,
)

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def found(problems: Iterator[FieldProblem]) -> list[tuple[str, Path]]:
    every = [*problems]
    assert all(problem.detail.endswith(".") for problem in every)
    return [(problem.code, problem.path) for problem in every]


def days(count: int) -> frozenset[date]:
    return frozenset(date(2026, 1, 1) + timedelta(each) for each in range(count))


@given(st.frozensets(st.sampled_from(CancelReason)), st.frozensets(st.sampled_from(CancelReason)))
def test_customers_are_shown_only_reasons_that_are_allowed(
    reasons: frozenset[CancelReason], shown: frozenset[CancelReason]
):
    rules = CancellationRules(reasons=reasons, customer_reasons=shown)
    expected = [] if reasons else [("out_of_range", ("reasons",))]
    expected += [("unknown_value", ("customer_reasons",)) for each in shown if each not in reasons]

    assert found(problems_of_cancellation(rules)) == expected


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"business_days": 0}, None),
        ({"business_days": 365, "cut_off": time(23, 59)}, None),
        ({"working_days": frozenset({7}), "holidays": frozenset({date(2026, 12, 25)})}, None),
        ({"business_days": -1}, ("out_of_range", ("business_days",))),
        ({"business_days": 366}, ("out_of_range", ("business_days",))),
        ({"cut_off": time(14, 0, 1)}, ("invalid", ("cut_off",))),
        ({"cut_off": time(14, 0, 0, 1)}, ("invalid", ("cut_off",))),
        ({"cut_off": time(14, tzinfo=UTC)}, ("invalid", ("cut_off",))),
        ({"working_days": frozenset(range(1, 8))}, None),
        ({"working_days": frozenset()}, ("out_of_range", ("working_days",))),
        ({"working_days": frozenset({0, 1})}, ("out_of_range", ("working_days",))),
        ({"working_days": frozenset({8})}, ("out_of_range", ("working_days",))),
        ({"holidays": days(1_000)}, None),
        ({"holidays": days(1_001)}, ("out_of_range", ("holidays",))),
    ],
)
def test_a_handling_time_is_checked(change: dict[str, Any], problem: tuple[str, Path] | None):
    handling = HandlingTime(**{"business_days": 2} | change)

    assert found(problems_of_handling(handling)) == ([problem] if problem else [])


@pytest.mark.parametrize("prefix", ["", "A-", "№ ", "x" * 20, "Caf\u00e9-"])
@pytest.mark.parametrize("number", [None, 1, 10**12])
def test_a_prefix_fits_an_order_number(prefix: str, number: int | None):
    assert found(problems_of_numbering(OrderNumbering(prefix=prefix, next=number))) == []


@pytest.mark.parametrize("prefix", [" A-", "A\n", "Cafe\u0301-", "\u212b-", "\x00", "\ud800"])
def test_a_prefix_that_an_order_number_would_change_is_refused(prefix: str):
    problems = found(problems_of_numbering(OrderNumbering(prefix=prefix)))

    assert problems == [("bad_characters", ("prefix",))]


@pytest.mark.parametrize(("next", "first"), [(None, 1001), (1, 1), (7_000, 7_000)])
def test_a_domain_counts_from_1001_unless_it_says_otherwise(next: int | None, first: int):
    assert OrderNumbering(next=next).first == first


def test_a_long_prefix_and_a_number_out_of_range_are_refused():
    too_long = problems_of_numbering(OrderNumbering(prefix="x" * 21))
    assert found(too_long) == [("out_of_range", ("prefix",))]
    for number in (0, -1, 10**12 + 1):
        problems = found(problems_of_numbering(OrderNumbering(next=number)))
        assert problems == [("out_of_range", ("next",))]


@pytest.mark.parametrize("tag", [*LANGUAGES, "de-CH", "DE", "en-GB-oed"])
def test_a_language_with_phrases_is_accepted(tag: str):
    assert found(problems_of_language(tag)) == []


@pytest.mark.parametrize(
    ("tag", "code"), [("hi", "unknown_value"), ("x-de", "unknown_value"), ("", "invalid")]
)
def test_a_language_without_phrases_is_refused(tag: str, code: str):
    assert found(problems_of_language(tag)) == [(code, ())]
    assert found(problems_of_language("de_CH")) == [("invalid", ())]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"shop_name": "Café & Söhne", "sms_from": "+15005550006"}, None),
        ({"templates": {"bulk.txt": "x" * 32_000}, "phrases": {"about": "x" * 500}}, None),
        ({"shop_name": "x" * 200, "sms_from": "x" * 34}, None),
        ({"phrases": dict.fromkeys(map(str, range(500)), "")}, None),
        ({"templates": dict.fromkeys(map(str, range(100)), "")}, None),
        ({"shop_name": ""}, ("shop_name",)),
        ({"shop_name": "x" * 201}, ("shop_name",)),
        ({"shop_name": "Two\nlines"}, ("shop_name",)),
        ({"sms_from": "x" * 35}, ("sms_from",)),
        ({"phrases": {"about": "x" * 501}}, ("phrases", "about")),
        ({"templates": {"bulk.txt": "x" * 32_001}}, ("templates", "bulk.txt")),
        ({"phrases": dict.fromkeys(map(str, range(501)), "")}, ("phrases",)),
        ({"templates": dict.fromkeys(map(str, range(101)), "")}, ("templates",)),
    ],
)
def test_texts_of_notifications_are_limited(change: dict[str, Any], problem: Path | None):
    problems = found(problems_of_notifications(NotificationSettings(**change)))

    assert problems == ([("out_of_range", problem)] if problem else [])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"token": "t0ken", "secret": "•"}, None),
        ({"token": "x" * 2_000}, None),
        ({"token": "•x"}, ("bad_characters", ("acme", "token"))),
        ({"token": "€"}, ("bad_characters", ("acme", "token"))),
        ({"secret": None}, ("required", ("acme", "secret"))),
        ({"secret": ""}, ("required", ("acme", "secret"))),
        ({"token": ""}, ("bad_characters", ("acme", "token"))),
        ({"token": "two\nlines"}, ("bad_characters", ("acme", "token"))),
        ({"token": "x" * 2_001}, ("bad_characters", ("acme", "token"))),
        ({"url": "https://me:hunter2@acme.example"}, ("invalid", ("acme", "url"))),
        ({"url": "ftp://acme.example"}, ("invalid", ("acme", "url"))),
        ({"url": "https://acme.example/" + "x" * 479}, None),
        ({"url": "https://acme.example/" + "x" * 480}, ("invalid", ("acme", "url"))),
    ],
)
def test_a_carrier_is_checked(change: dict[str, Any], problem: tuple[str, Path] | None):
    carrier = CarrierConnection(**{"url": "https://acme.example", "secret": SECRET} | change)

    assert found(problems_of_carriers({"acme": carrier})) == ([problem] if problem else [])


def test_a_carrier_needs_an_id_and_a_domain_has_a_hundred():
    carrier = CarrierConnection(url="https://acme.example", secret=SECRET)

    assert found(problems_of_carriers({"a/b": carrier})) == [("bad_characters", ("a/b",))]
    assert found(problems_of_carriers(dict.fromkeys(map(str, range(100)), carrier))) == []
    many = dict.fromkeys(map(str, range(101)), carrier)
    assert found(problems_of_carriers(many)) == [("out_of_range", ())]


@pytest.mark.parametrize(("days", "is_allowed"), [(29, False), (30, True), (31, True)])
def test_contacts_are_kept_for_30_days_at_least(days: int, is_allowed: bool):
    problems = found(problems_of_retention(Retention(erase_contacts_after_days=days)))

    assert problems == ([] if is_allowed else [("out_of_range", ("erase_contacts_after_days",))])


@pytest.mark.parametrize(("days", "is_allowed"), [(3_649, True), (3_650, True), (3_651, False)])
def test_contacts_are_kept_for_3650_days_at_most(days: int, is_allowed: bool):
    problems = [*problems_of_retention(Retention(erase_contacts_after_days=days))]

    assert [each.detail for each in problems] == (
        [] if is_allowed else ["It must be a number of days from 30 to 3,650."]
    )


def test_a_carrier_has_a_public_address_unless_it_says_otherwise():
    assert not CarrierConnection(url="https://acme.example").allow_private


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"kind": "http", "options": {"url": "https://pay.example"}}, None),
        ({"secrets": {"key": "•"}}, None),
        ({"kind": "paypal"}, ("unknown_value", ("kind",))),
        ({"secrets": {}}, ("required", ("secrets",))),
        ({"secrets": {"key": ""}}, ("bad_characters", ("secrets", "key"))),
        ({"secrets": {"a key": "x"}}, ("bad_characters", ("secrets", "a key"))),
        ({"options": {"note": "x" * 500}}, None),
        ({"options": dict.fromkeys(map(str, range(50)), "")}, None),
        ({"options": {"note": "x" * 501}}, ("out_of_range", ("options", "note"))),
        ({"options": {"url": "pay.example"}}, ("invalid", ("options", "url"))),
        ({"options": {"callback": "ftp://pay.example"}}, ("invalid", ("options", "callback"))),
        ({"options": {"url": "\x00"}}, ("out_of_range", ("options", "url"))),
        ({"options": dict.fromkeys(map(str, range(51)), "")}, ("out_of_range", ("options",))),
    ],
)
def test_a_payment_provider_is_checked(change: dict[str, Any], problem: tuple[str, Path] | None):
    provider = PaymentConnection(**{"kind": "stripe", "secrets": {"key": "sk_1"}} | change)
    expected = [(problem[0], ("main", *problem[1]))] if problem else []

    assert found(problems_of_payments({"main": provider})) == expected


def test_a_domain_has_at_most_50_payment_providers():
    provider = PaymentConnection(kind="stripe", secrets={"key": "sk_1"})

    for number, problems in (50, []), (51, [("out_of_range", ())]), (52, [("out_of_range", ())]):
        several = dict.fromkeys(map(str, range(number)), provider)
        assert found(problems_of_payments(several)) == problems


def test_no_secret_is_in_the_text_of_a_value():
    shown = [
        repr(CarrierConnection(url="https://acme.example", token="hunter2", secret="hunter2")),
        repr(PaymentConnection(kind="stripe", secrets={"key": "hunter2"})),
    ]

    assert "hunter2" not in "".join(shown)


@st.composite
def return_rules(draw: st.DrawFn) -> dict[str, Any]:
    names = st.sampled_from(["", "damaged", "lost", "x" * 501, "\x00"])
    return {
        "reasons": tuple(draw(st.lists(names, max_size=4))),
        "other_reasons": draw(st.booleans()),
        "conditions": draw(
            st.dictionaries(
                names,
                st.builds(ReturnCondition, restocks=st.booleans(), arrives=st.booleans()),
                max_size=3,
            )
        ),
    }


@given(return_rules())
def test_return_rules_without_problems_can_be_made(rules: dict[str, Any]):
    """The values refuse the same rules, without saying where."""
    problems = found(problems_of_returns(**rules))
    try:
        ReturnRules(**rules)
    except ValueError:
        assert problems
    else:
        assert problems == []


def test_many_reasons_are_not_each_compared_with_all():
    compared: list[str] = []

    class Reason(str):
        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            compared.append(self)
            return str.__eq__(self, other)

    reasons = [Reason(f"reason {number}") for number in range(1_000)]

    problems = problems_of_returns(reasons, other_reasons=True, conditions=RETURN_CONDITIONS)

    assert found(problems) == [("out_of_range", ("reasons",))]
    assert len(compared) < len(reasons)


@pytest.mark.parametrize(
    ("reasons", "conditions", "problems"),
    [
        (200, 100, []),
        (201, 100, [("out_of_range", ("reasons",))]),
        (202, 100, [("out_of_range", ("reasons",))]),
        (200, 101, [("out_of_range", ("conditions",))]),
        (200, 102, [("out_of_range", ("conditions",))]),
    ],
)
def test_return_rules_have_limits(reasons: int, conditions: int, problems: list[tuple[str, Path]]):
    damaged = ReturnCondition(restocks=False, arrives=True)

    assert problems == found(
        problems_of_returns(
            [f"reason {number}" for number in range(reasons)],
            other_reasons=False,
            conditions={f"condition {number}": damaged for number in range(conditions)},
        )
    )


@pytest.mark.parametrize(("length", "is_allowed"), [(0, False), (499, True), (500, True)])
def test_a_reason_has_1_to_500_characters(length: int, is_allowed: bool):
    problems = problems_of_returns(
        ["x" * length, "y" * 501], other_reasons=False, conditions=RETURN_CONDITIONS
    )

    assert found(problems) == [
        *([] if is_allowed else [("out_of_range", ("reasons", 0))]),
        ("out_of_range", ("reasons", 1)),
    ]


def test_customers_may_read_every_reason_of_a_return_but_other():
    assert {*RETURN_REASONS} - CUSTOMER_RETURN_REASONS == {"other"}
    assert {*RETURN_CONDITIONS} >= CUSTOMER_CONDITIONS


def test_problems_of_return_rules_have_their_place():
    lost = ReturnCondition(restocks=True, arrives=False)
    problems = problems_of_returns(("a", "", "a"), other_reasons=False, conditions={"lost": lost})
    nothing = problems_of_returns((), other_reasons=False, conditions=RETURN_CONDITIONS)

    assert found(problems) == [
        ("out_of_range", ("reasons", 1)),
        ("duplicate", ("reasons", 2)),
        ("out_of_range", ("conditions",)),
        ("invalid", ("conditions", "lost", "restocks")),
    ]
    assert found(nothing) == [("out_of_range", ("reasons",))]
