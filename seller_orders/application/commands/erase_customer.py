"""Erase the personal data of a customer's orders."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from attrs import field, frozen
from returns.result import Result, Success

from seller_orders.application.commands.erase_orders import EraseOrders
from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.ports.customer_orders import CustomerOrders
from seller_orders.application.ports.order_reader import OrderReader
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.customer_match import CustomerMatch
from seller_orders.domain.erasure import without_personal_data
from seller_orders.domain.fulfillment_policy import CLOSED_TO_FULFILLMENT
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal

_BATCH: Final = 50
"""Orders of a transaction: they are locked together."""


@frozen(kw_only=True)
class EraseCustomer:
    """Erase names, contacts, addresses and texts of all orders of a customer.

    Repeating it erases what a run that was cut short has left. No refusals.
    """

    domain_id: str
    by: str
    customer: CustomerMatch = field(repr=False)
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class ErasedCustomer:
    """Numbers of a customer's orders: found, erased now, and not closed yet."""

    orders: int
    erased: int
    open: int


@frozen(kw_only=True)
class EraseCustomerHandler:
    """Handler of EraseCustomer. Each batch is a transaction of its own."""

    begin: BeginUnitOfWork
    customers: CustomerOrders
    reader: OrderReader
    erase_orders: Callable[[EraseOrders], Result[Sequence[Order], Refusal]]

    def __call__(self, command: EraseCustomer) -> Result[ErasedCustomer, Refusal]:
        """Return the numbers of orders; a dry run changes none."""
        self._ensure_first_run(command)
        total = ErasedCustomer(orders=0, erased=0, open=0)
        for order_ids in self._batches(command):
            total = _sum(total, self._erase_batch(command, order_ids))
        outcome: Result[ErasedCustomer, Refusal] = Success(total)
        if command.dry_run or command.idempotency_key is None:
            return outcome
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command)
            return commit_outcome(tx, command, outcome)

    def _ensure_first_run(self, command: EraseCustomer) -> None:
        """Raise AlreadyHandledError, or KeyReusedError, before anything is erased."""
        if command.idempotency_key is not None and not command.dry_run:
            with self.begin(command.domain_id) as tx:
                claim_key(tx, command)

    def _batches(self, command: EraseCustomer) -> Iterator[Sequence[str]]:
        last = ""
        while order_ids := self.customers.of_customer(
            command.domain_id, command.customer, last, _BATCH
        ):
            yield order_ids
            last = order_ids[-1]

    def _erase_batch(self, command: EraseCustomer, order_ids: Sequence[str]) -> ErasedCustomer:
        found = self.reader.orders(command.domain_id, order_ids).values()
        matching = [each for each in found if command.customer.matches(each.customer)]
        if command.dry_run:
            erased = sum(without_personal_data(order) != order for order in matching)
        else:
            erase = EraseOrders(
                domain_id=command.domain_id,
                order_ids=order_ids,
                by=command.by,
                is_wanted=lambda order: command.customer.matches(order.customer),
            )
            erased = len(self.erase_orders(erase).unwrap())
        return ErasedCustomer(
            orders=len(matching),
            erased=erased,
            open=sum(order.status not in CLOSED_TO_FULFILLMENT for order in matching),
        )


def _sum(one: ErasedCustomer, other: ErasedCustomer) -> ErasedCustomer:
    return ErasedCustomer(
        orders=one.orders + other.orders,
        erased=one.erased + other.erased,
        open=one.open + other.open,
    )
