"""Requests of a Postman collection for the settings of a domain."""

from typing import Final

from seller_orders.adapters.inbound.cli.postman_step import Step

SETTINGS_SEQUENCE: Final = (
    Step(
        operation="update_settings",
        body={"time_zone": "Asia/Kolkata", "handling": {"business_days": 2}},
        checks=('body.time_zone === "Asia/Kolkata"', 'body.sources.time_zone === "domain"'),
        sends_etag=False,
    ),
    Step(operation="get_settings", checks=("body.handling.business_days === 2",)),
    Step(operation="list_settings_changes", checks=("body.changes.length > 0",)),
    Step(
        operation="replace_settings",
        body={"transitions": None},
        checks=('body.sources.transitions === "installation"', "body.numbering.next === 1001"),
    ),
)
"""Requests about a domain's own resources; the key needs their scopes."""
