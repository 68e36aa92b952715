"""Requests of a Postman collection for a domain's events and its customers' data."""

from typing import Final

from seller_orders.adapters.inbound.cli.postman_step import Step

DATA_SEQUENCE: Final = (
    Step(operation="list_events", checks=("body.events.length > 0",)),
    Step(
        operation="export_customer",
        query={"customer_id": "cus_1"},
        checks=("body.orders.length > 0",),
    ),
    Step(operation="erase_customer", checks=("body.erased > 0",)),
)
"""Requests that read events, and export and erase the data of a customer."""
