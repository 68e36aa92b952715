"""Refusals of edits."""

from attrs import frozen

from seller_orders.domain.refusals.refusal import InvalidFields, Refusal


@frozen
class BelowFulfilled(InvalidFields):
    """The edit leaves less of a line than is cancelled, fulfilled, spent or refunded.

    Facts of each problem: id, cancelled, fulfilled, spent, refunded, least, requested.
    """

    code = "below_fulfilled"


@frozen
class TotalBelowZero(InvalidFields):
    """The edit makes the total of a line or of the order negative."""

    code = "total_below_zero"


@frozen
class NothingToHandOver(Refusal):
    """All units are handed over, so that a new address or contact would reach nobody."""

    code = "nothing_to_hand_over"
    template = (
        "Nothing is left to be handed over, so the addresses and the contact stay as they are: "
        "add a note or a comment instead."
    )
