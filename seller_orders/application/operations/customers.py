"""Use cases of personal data."""

from collections.abc import Callable, Sequence

from attrs import frozen
from returns.result import Result

from seller_orders.application.commands.erase_customer import EraseCustomer, ErasedCustomer
from seller_orders.application.queries.export_customer import CustomerOrder, ExportCustomer
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class CustomerOperations:
    """Erases and exports what is stored of a customer."""

    erase: Callable[[EraseCustomer], Result[ErasedCustomer, Refusal]]
    export: Callable[[ExportCustomer], Sequence[CustomerOrder]]
