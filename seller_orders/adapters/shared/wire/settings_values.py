"""Values of the sections of a domain's settings: read from their documents, and written."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from attrs import asdict, frozen
from msgspec import UNSET
from returns.result import Failure, Result, Success

from seller_orders.adapters.shared.wire.settings_documents import (
    CancellationRulesDocument,
    HandlingTimeDocument,
    ReturnRulesDocument,
    RuleSetName,
)
from seller_orders.domain.cancellation import CUSTOMER_REASONS
from seller_orders.domain.cancellation_rules import CancellationRules, problems_of_cancellation
from seller_orders.domain.carrier_connection import CarrierConnection, problems_of_carriers
from seller_orders.domain.handling_time import (
    MONDAY_TO_FRIDAY,
    HandlingTime,
    problems_of_handling,
)
from seller_orders.domain.notification_languages import problems_of_language
from seller_orders.domain.notification_settings import (
    NotificationSettings,
    problems_of_notifications,
)
from seller_orders.domain.order_numbering import OrderNumbering, problems_of_numbering
from seller_orders.domain.payment_connection import PaymentConnection, problems_of_payments
from seller_orders.domain.refusals import FieldProblem
from seller_orders.domain.retention import Retention, problems_of_retention
from seller_orders.domain.return_rule_checks import problems_of_returns
from seller_orders.domain.return_rules import (
    RETURN_CONDITIONS,
    RETURN_REASONS,
    ReturnCondition,
    ReturnRules,
)
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.transition_rules import RULE_SETS, TransitionRules
from seller_orders.domain.transition_table import rules_of, table_of

Read: TypeAlias = Result[Any, tuple[FieldProblem, ...]]


@frozen
class SectionCodec:
    """Reads the value of a section from its document, and writes it as plain JSON."""

    read: Callable[[Any], Read]
    write: Callable[[Any], Any]


def _checked(value: Any, problems: Iterable[FieldProblem]) -> Read:
    found = tuple(problems)
    return Failure(found) if found else Success(value)


def _transitions(given: RuleSetName | Mapping[OrderStatus, frozenset[OrderStatus]]) -> Read:
    return Success(RULE_SETS[given]) if isinstance(given, RuleSetName) else rules_of(given)


def _written_transitions(rules: TransitionRules) -> Any:
    named = (name for name, known in RULE_SETS.items() if known == rules)
    return next(named, None) or {str(s): [*map(str, to)] for s, to in table_of(rules).items()}


def _cancellation(given: CancellationRulesDocument) -> Read:
    shown = given.customer_reasons
    rules = CancellationRules(
        reasons=given.reasons,
        customer_reasons=CUSTOMER_REASONS & given.reasons if shown is UNSET else shown,
    )
    return _checked(rules, problems_of_cancellation(rules))


def _returns(given: ReturnRulesDocument) -> Read:
    reasons = RETURN_REASONS if given.reasons is UNSET else tuple(given.reasons)
    conditions = RETURN_CONDITIONS
    if given.conditions is not UNSET:
        conditions = {
            name: ReturnCondition(restocks=each.restocks, arrives=each.arrives)
            for name, each in given.conditions.items()
        }
    problems = tuple(
        problems_of_returns(reasons, other_reasons=given.other_reasons, conditions=conditions)
    )
    if problems:
        return Failure(problems)
    return Success(
        ReturnRules(reasons=reasons, other_reasons=given.other_reasons, conditions=conditions)
    )


def _handling(given: HandlingTimeDocument) -> Read:
    days = given.working_days
    handling = HandlingTime(
        business_days=given.business_days,
        cut_off=given.cut_off.time if given.cut_off else None,
        working_days=MONDAY_TO_FRIDAY if days is UNSET else days,
        holidays=given.holidays,
    )
    return _checked(handling, problems_of_handling(handling))


def _written_handling(handling: HandlingTime) -> Any:
    return {
        "business_days": handling.business_days,
        "cut_off": handling.cut_off and f"{handling.cut_off:%H:%M}",
        "working_days": sorted(handling.working_days),
        "holidays": [day.isoformat() for day in sorted(handling.holidays)],
    }


def _fields(kind: type[Any], problems: Callable[[Any], Iterable[FieldProblem]]) -> SectionCodec:
    """Return the codec of a value whose document has the same fields."""

    def read(given: Any) -> Read:
        value = kind(**_plain(given))
        return _checked(value, problems(value))

    return SectionCodec(read, asdict)


def _by_id(kind: type[Any], problems: Callable[[Any], Iterable[FieldProblem]]) -> SectionCodec:
    """Return the codec of a map of such values."""

    def read(given: Mapping[str, Any]) -> Read:
        values = {id: kind(**_plain(each)) for id, each in given.items()}
        return _checked(values, problems(values))

    return SectionCodec(read, lambda values: {id: asdict(each) for id, each in values.items()})


def _plain(document: Any) -> dict[str, Any]:
    return {name: getattr(document, name) for name in document.__struct_fields__}


VALUES: Final[Mapping[str, SectionCodec]] = {
    "transitions": SectionCodec(_transitions, _written_transitions),
    "cancellation": SectionCodec(
        _cancellation,
        lambda rules: {
            "reasons": sorted(map(str, rules.reasons)),
            "customer_reasons": sorted(map(str, rules.customer_reasons)),
        },
    ),
    "returns": SectionCodec(
        _returns,
        lambda rules: {
            "reasons": [*rules.reasons],
            "other_reasons": rules.other_reasons,
            "conditions": {name: asdict(each) for name, each in rules.conditions.items()},
        },
    ),
    "time_zone": SectionCodec(lambda name: Success(str(name)), str),
    "language": SectionCodec(lambda tag: _checked(tag, problems_of_language(tag)), str),
    "handling": SectionCodec(_handling, _written_handling),
    "numbering": _fields(OrderNumbering, problems_of_numbering),
    "notifications": _fields(NotificationSettings, problems_of_notifications),
    "carriers": _by_id(CarrierConnection, problems_of_carriers),
    "payments": _by_id(PaymentConnection, problems_of_payments),
    "retention": _fields(Retention, problems_of_retention),
}
"""Codec of each section, by its name in the document and in ``DomainSettings``."""
