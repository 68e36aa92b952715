"""Requests of a Postman collection for webhook endpoints."""

from typing import Final

from seller_orders.adapters.inbound.cli.postman_step import Step

ENDPOINT_SEQUENCE: Final = (
    Step(
        operation="create_webhook_endpoint",
        body={"url": "{{webhook_url}}", "topics": ["*"]},
        checks=('body.secret.startsWith("whsec_")',),
        for_endpoint=True,
    ),
    Step(
        operation="list_webhook_endpoints",
        checks=("body.webhook_endpoints.length > 0",),
        for_endpoint=True,
    ),
    Step(
        operation="get_webhook_endpoint",
        checks=('body.id === pm.environment.get("endpoint_id")',),
        for_endpoint=True,
    ),
    Step(
        operation="update_webhook_endpoint",
        checks=("body.enabled",),
        for_endpoint=True,
    ),
    Step(
        operation="test_webhook_endpoint",
        checks=('body.event_type === "ping"',),
        for_endpoint=True,
    ),
    Step(
        operation="rotate_webhook_secret",
        checks=('body.secret.startsWith("whsec_")',),
        for_endpoint=True,
    ),
    Step(
        operation="replay_events",
        body={"since": "{{$isoTimestamp}}"},
        checks=("body.topics.length > 0",),
        for_endpoint=True,
    ),
    Step(
        operation="list_webhook_deliveries",
        query={"failed": "false"},
        checks=("Array.isArray(body.deliveries)",),
        for_endpoint=True,
    ),
    # The first delivery may be the ping, which is not sent again.
    Step(operation="retry_webhook_delivery", for_endpoint=True),
    Step(operation="delete_webhook_endpoint", for_endpoint=True),
)
"""Requests that manage a webhook endpoint."""
