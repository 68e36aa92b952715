"""Holds of an order or of some of its lines."""

from collections.abc import Sequence

from seller_orders.domain.hold import Hold, HoldReason
from seller_orders.domain.line_item import LineItem
from seller_orders.testing.choices import Choices

_HOLD_REASONS = tuple(HoldReason)


def draw_holds(choices: Choices, lines: Sequence[LineItem]) -> tuple[Hold, ...]:
    """Draw holds of the order or of lines, each with an id, and a handle of its own or none."""
    made = dict[str, Hold]()
    for id in choices.identifiers(0, 2):
        some = tuple(line.id for line in lines if choices.flag())
        hold = Hold(
            id=id,
            reason=choices.one_of(_HOLD_REASONS),
            note=choices.optional_text(2000),
            until=choices.optional_moment(),
            handle=choices.optional_text(500, least=1),
            items=some if choices.flag() else (),
            created_at=choices.moment(),
        )
        # Several holds may have no handle.
        made[hold.handle or f"without {id}"] = hold
    return tuple(made.values())
