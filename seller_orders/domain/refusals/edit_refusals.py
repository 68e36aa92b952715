"""Refusals of edits."""

from seller_orders.domain.refusals.refusal import InvalidFields, Refusal


class BelowFulfilled(InvalidFields):
    """The edit leaves less of a line than is cancelled, fulfilled, refunded or restocked.

    Facts of each problem: id, cancelled, fulfilled, spent, refunded, restocked, least, requested.
    """

    __slots__ = ()
    code = "below_fulfilled"


class TotalBelowZero(InvalidFields):
    """The edit makes the total of a line or of the order negative, or its tax."""

    __slots__ = ()
    code = "total_below_zero"


class NothingToHandOver(Refusal):
    """All units are handed over, so that a new address, contact or deadline is of no use."""

    __slots__ = ()
    code = "nothing_to_hand_over"
    template = (
        "Nothing is left to be handed over, so addresses, contact and ship_by stay as they are: "
        "add a note or a comment instead."
    )
