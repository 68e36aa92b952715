"""Refusals of cancellations, of an order or of units."""

from attrs import frozen

from seller_orders.domain.refusals.refusal import Refusal


@frozen
class NothingToCancel(Refusal):
    """No unit is left that could be taken off the order."""

    code = "nothing_to_cancel"
    template = "No unit is left to cancel: all are cancelled, fulfilled or refunded."


@frozen
class NothingWouldRemain(Refusal):
    """The cancellation of units would leave no unit of any line."""

    code = "nothing_would_remain"
    template = "Nothing would remain of the order: cancel the order instead."


@frozen
class AlreadyCancelled(Refusal):
    """The order has a recorded cancellation."""

    code = "already_cancelled"
    template = "The order is already cancelled."


@frozen
class AlreadyDelivered(Refusal):
    """The order, or part of it, has reached the customer."""

    code = "already_delivered"
    template = "The order, or part of it, has been delivered: refund it instead."


@frozen
class AlreadyShipped(Refusal):
    """The order, or part of it, is with the courier or in a return."""

    code = "already_shipped"
    template = (
        "The order, or part of it, is with the courier or in a return: "
        "cancel it after every parcel was returned or lost, or refund it instead."
    )
