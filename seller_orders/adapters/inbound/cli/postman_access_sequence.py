"""Requests of a Postman collection for keys, users and saved views."""

from typing import Final

from seller_orders.adapters.inbound.cli.postman_step import Step

_NEW_ADDRESS: Final = {"email": "{{$guid}}@shop.example"}

ACCESS_SEQUENCE: Final = (
    Step(operation="create_key", checks=('body.key.startsWith("sok_")',)),
    Step(operation="list_keys", checks=("body.keys.length > 0",)),
    Step(operation="get_key", checks=('body.name === "ERP"', "body.key === undefined")),
    Step(operation="revoke_key", checks=("body.revoked_at !== null",)),
    Step(operation="create_user", body=_NEW_ADDRESS, checks=('body.role === "fulfiller"',)),
    Step(operation="list_users", checks=("body.users.length > 0",)),
    Step(operation="get_user", checks=('body.id === pm.environment.get("user_id")',)),
    Step(operation="update_user", checks=('body.role === "viewer"',)),
    Step(operation="get_assignee", checks=("body.name === null",)),
    Step(operation="delete_user"),
    Step(operation="create_view", checks=("body.shared",)),
    Step(operation="list_views", checks=("body.views.length > 0",)),
    Step(operation="get_view", checks=('body.id === pm.environment.get("view_id")',)),
    Step(operation="update_view", checks=("!body.shared",)),
    Step(operation="delete_view"),
)
"""Requests for what a domain sets up. The key needs the scopes of keys and users."""
