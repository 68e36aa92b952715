"""Routes that export and erase customers' personal data."""

from typing import Final, NoReturn

from flask import Blueprint, Response
from msgspec import UNSET

from seller_orders.adapters.inbound.http.api.id_list_parameters import id_page
from seller_orders.adapters.inbound.http.api.operation import Caller, Tag, operation
from seller_orders.adapters.inbound.http.api.request_schemas.customers import (
    CustomerDataParameters,
    EraseCustomerRequest,
)
from seller_orders.adapters.inbound.http.api.requests import DryRun
from seller_orders.adapters.inbound.http.api.response_schemas.customers import (
    CustomerDataDocument,
    ErasedCustomerDocument,
)
from seller_orders.adapters.inbound.http.api.responses import json_response, perform
from seller_orders.adapters.inbound.http.app_context import domain_use_cases
from seller_orders.adapters.inbound.http.request_errors import invalid
from seller_orders.adapters.shared.wire.exported_order import exported
from seller_orders.application.access import Scope
from seller_orders.application.commands.erase_customer import EraseCustomer, ErasedCustomer
from seller_orders.application.queries.export_customer import CustomerOrder, ExportCustomer
from seller_orders.domain.customer_match import CustomerMatch

customers: Final = Blueprint("customers", __name__)


@customers.post("/customers/erase")
@operation(
    Scope.SETTINGS_WRITE,
    responses={200: ErasedCustomerDocument},
    is_of_core=True,
    tag=Tag.CUSTOMERS,
)
def erase_customer(caller: Caller, query: DryRun, body: EraseCustomerRequest) -> Response:
    """Erase the data of a customer.

    Names, contacts, addresses and texts of all of the customer's orders become `erased`, wherever
    they are stored. Figures and timeline entries stay. This cannot be undone: export the data
    first. Repeat a request that was cut short; it erases what is left.
    """
    dry_run = bool(query.dry_run)
    command = EraseCustomer(
        domain_id=caller.domain_id,
        by=caller.name,
        customer=_customer(
            None if body.customer_id is UNSET else str(body.customer_id),
            None if body.email is UNSET else body.email,
        ),
        dry_run=dry_run,
    )

    return perform(domain_use_cases().customers.erase, command, _counts, dry_run=dry_run)


@customers.get("/customers/data")
@operation(
    Scope.SETTINGS_WRITE,
    responses={200: CustomerDataDocument},
    is_of_core=True,
    tag=Tag.CUSTOMERS,
)
def export_customer(caller: Caller, query: CustomerDataParameters) -> Response:
    """Export the data of a customer.

    Each order is whole, with its timeline and notifications, archived ones included.
    """
    size = query.page_size
    wanted = ExportCustomer(
        domain_id=caller.domain_id,
        customer=_customer(
            None if query.customer_id is None else str(query.customer_id), query.email
        ),
        after=query.after or "",
        limit=size + 1,
    )
    found = domain_use_cases().customers.export(wanted)
    return id_page("orders", found, size, lambda each: each.order.id, _document)


def _counts(erased: ErasedCustomer) -> Response:
    return json_response(
        ErasedCustomerDocument(orders=erased.orders, erased=erased.erased, open=erased.open)
    )


def _document(each: CustomerOrder) -> dict[str, object]:
    return {"order": exported(each.order), "notifications": each.notifications}


def _customer(id: str | None, email: str | None) -> CustomerMatch:
    if id is None and email is None:
        _not_one("required")
    if id is not None and email is not None:
        _not_one("excluded")
    return CustomerMatch(id=id, email=email)


def _not_one(code: str) -> NoReturn:
    invalid(code, "Give exactly one of customer_id and email.", "customer_id")
