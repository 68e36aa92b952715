"""Strategies for the facts and entries of timelines."""

from decimal import Decimal

from hypothesis import strategies as st

from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import ChangeType, Fact, TimelineEntry
from seller_orders.testing.choices import Choices, made_of_choices

_ten_thousandths = st.integers(-(10**16), 10**16)
_long_integers = st.integers(-(2**63), 2**63 - 1)


@made_of_choices(16)
def facts(choices: Choices) -> Fact:
    """Draw a fact of up to five plain values, nested at most three levels deep."""
    return _fact(choices, most=5, levels=3)


def _fact(choices: Choices, most: int, levels: int) -> Fact:
    """Draw a fact of up to ``most`` plain values; most facts of several levels are nested."""
    if not levels or not choices.below(levels + 1):
        return _plain_fact(choices)
    inner: list[Fact] = []
    is_list = choices.flag()
    for _ in range(choices.below(1 + min(2, most))):
        inner.append(_fact(choices, most // 2, levels - 1))
    return inner if is_list else {choices.text(64, least=0): each for each in inner}


def _plain_fact(choices: Choices) -> Fact:
    match choices.below(6):
        case 0:
            return None
        case 1:
            return choices.flag()
        case 2:
            return choices.draw(_long_integers)
        case 3:
            return Decimal(choices.draw(_ten_thousandths)).scaleb(-4)
    return choices.text(500, least=0)


_CHANGE_TYPES = tuple(ChangeType)
_CHANGED_STATUSES = (None, *map(str, OrderStatus))
_NOTIFIED: tuple[tuple[str, ...], ...] = ((), ("email",), ("email", "sms"))


def draw_timeline(choices: Choices, version: int) -> tuple[TimelineEntry, ...]:
    """Draw the last changes up to a version: one for each version, with unique ids."""
    ids = choices.identifiers(0, 3)[: version - 1]
    return tuple(
        _entry(Choices(choices.draw, 32), id, number)
        for number, id in enumerate(ids, version - len(ids) + 1)
    )


def _entry(choices: Choices, id: str, version: int) -> TimelineEntry:
    return TimelineEntry(
        id=id,
        version=version,
        type=choices.one_of(_CHANGE_TYPES),
        at=choices.moment(),
        by=choices.text(200),
        from_=choices.one_of(_CHANGED_STATUSES),
        to=choices.one_of(_CHANGED_STATUSES),
        note=choices.optional_text(2000),
        notified=choices.one_of(_NOTIFIED),
        data={choices.text(64): choices.draw(facts) for _ in range(choices.below(3))},
    )
