"""Refusals of returns."""

from typing import Self

from attrs import frozen

from seller_orders.domain.refusals.refusal import FieldProblem, InvalidFields, Refusal


@frozen
class ReturnNotFound(Refusal):
    """The order has no such return."""

    code = "return_not_found"
    template = "The order has no return {return_id}."
    return_id: str


class UnknownReturn(InvalidFields):
    """The request names a return that the order does not have."""

    __slots__ = ()
    code = "unknown_return"

    @classmethod
    def named(cls, return_id: str) -> Self:
        """Return the refusal of this return."""
        detail = f"The order has no return {return_id}."
        return cls((FieldProblem(cls.code, detail, ("return_id",)),))


class QuantityExceedsReturnable(InvalidFields):
    """The request returns more units than the customer can return.

    Facts of each problem: id, shipped, in_returns, returnable, requested.
    """

    __slots__ = ()
    code = "quantity_exceeds_returnable"


class QuantityExceedsExpected(InvalidFields):
    """More units came back than the return still expects.

    Facts of each problem: id, expected, received.
    """

    __slots__ = ()
    code = "quantity_exceeds_expected"


@frozen
class ReturnIsFinal(Refusal):
    """The return has ended: closed, rejected or cancelled."""

    code = "return_is_final"
    template = "Return {return_id} is {status}, which is final: create a new return instead."
    return_id: str
    status: str
