"""The operations on personal data, on a SQL database."""

from attrs import frozen
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.customers.customer_orders import SqlCustomerOrders
from seller_orders.adapters.outbound.sql.customers.expired_contacts import SqlExpiredContacts
from seller_orders.application.commands.erase_customer import EraseCustomerHandler
from seller_orders.application.commands.erase_expired_contacts import EraseExpiredContacts
from seller_orders.application.commands.erase_orders import EraseOrdersHandler
from seller_orders.application.operations.customers import CustomerOperations
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.order_copies import BeginErasure
from seller_orders.application.queries.export_customer import ExportCustomerHandler
from seller_orders.bootstrap.merchant_use_cases import Ports, retried


@frozen
class CustomerData:
    """The operations on personal data."""

    operations: CustomerOperations
    erase_expired: EraseExpiredContacts


def customer_data(
    engine: Engine,
    ports: Ports,
    begin: BeginErasure,
    changes: ChangeFactory,
    settings: DomainSettingsReader,
    clock: Clock,
) -> CustomerData:
    """Return the operations; ``clock`` says which contact data have expired."""
    customers = SqlCustomerOrders(engine)
    erase_orders = retried(EraseOrdersHandler(begin=begin, cache=ports.cache, changes=changes))
    return CustomerData(
        operations=CustomerOperations(
            # Each batch is retried. A retry of the whole would count batches that are done as if
            # there had been nothing to erase.
            erase=EraseCustomerHandler(
                begin=ports.begin,
                customers=customers,
                reader=ports.reader,
                erase_orders=erase_orders,
            ),
            export=ExportCustomerHandler(
                customers=customers, reader=ports.reader, log=ports.notifications
            ),
        ),
        erase_expired=EraseExpiredContacts(
            expired=SqlExpiredContacts(engine),
            settings=settings,
            erase_orders=erase_orders,
            clock=clock,
        ),
    )
