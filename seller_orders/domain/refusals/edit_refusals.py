"""Refusals of edits."""

from attrs import frozen

from seller_orders.domain.refusals.refusal import InvalidFields, Refusal


@frozen
class BelowFulfilled(InvalidFields):
    """The edit leaves less of a line than is cancelled, fulfilled, refunded or restocked.

    Facts of each problem: id, cancelled, fulfilled, spent, refunded, restocked, least, requested.
    """

    code = "below_fulfilled"


@frozen
class TotalBelowZero(InvalidFields):
    """The edit makes the total of a line or of the order negative, or its tax."""

    code = "total_below_zero"


@frozen
class NothingToHandOver(Refusal):
    """All units are handed over, so that a new address, contact or deadline is of no use."""

    code = "nothing_to_hand_over"
    template = (
        "Nothing is left to be handed over, so addresses, contact and ship_by stay as they are: "
        "add a note or a comment instead."
    )
