"""Refusals of cancellations, of an order or of units."""

from seller_orders.domain.refusals.refusal import Refusal


class NothingToCancel(Refusal):
    """No unit is left that could be taken off the order."""

    __slots__ = ()
    code = "nothing_to_cancel"
    template = "No unit is left to cancel: all are cancelled, fulfilled or refunded."


class NothingWouldRemain(Refusal):
    """The cancellation of units would leave no unit of any line."""

    __slots__ = ()
    code = "nothing_would_remain"
    template = "Nothing would remain of the order: cancel the order instead."


class AlreadyCancelled(Refusal):
    """The order has a recorded cancellation."""

    __slots__ = ()
    code = "already_cancelled"
    template = "The order is already cancelled."


class AlreadyDelivered(Refusal):
    """The order, or part of it, has reached the customer."""

    __slots__ = ()
    code = "already_delivered"
    template = (
        "The order, or part of it, has been delivered: create a return, or refund it instead."
    )


class AlreadyShipped(Refusal):
    """The order, or part of it, is with the courier or in a return."""

    __slots__ = ()
    code = "already_shipped"
    template = (
        "The order, or part of it, is with the courier or in a return: "
        "cancel it after every parcel was returned or lost, or refund it instead."
    )
