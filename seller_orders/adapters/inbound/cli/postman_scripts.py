"""JavaScript of a Postman collection: variables of later requests, and assertions."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

STORE_VARIABLES: Final = """\
if (pm.response.headers.has("ETag")) {
  pm.environment.set("etag", pm.response.headers.get("ETag"));
}
if (pm.response.code === 201) {
  const created = pm.response.json();
  const order = created.order || created;
  if (order.order_id) {
    pm.environment.set("order_id", order.order_id);
    pm.environment.set("item_id", order.items[0].id);
  }
  if (String(created.id).startsWith("whe_")) pm.environment.set("endpoint_id", created.id);
  if (created.fulfillment) pm.environment.set("fulfillment_id", created.fulfillment.id);
  if (created.hold) pm.environment.set("hold_id", created.hold.id);
  if (created.return) pm.environment.set("return_id", created.return.id);
  if (created.refund) pm.environment.set("refund_id", created.refund.id);
  const kind = {key: "key", usr: "user", vew: "view"}[String(created.id).split("_")[0]];
  if (kind) pm.environment.set(`${kind}_id`, created.id);
}
if (pm.response.code === 200) {
  const deliveries = pm.response.json().deliveries || [];
  if (deliveries.length) pm.environment.set("delivery_id", deliveries[0].id);
}"""
"""Script after each request: it stores the version and the ids for the next requests."""

SKIP_WITHOUT_CARRIER: Final = """\
if (!pm.environment.get("provider_id")) {
  console.log("Skipped: set provider_id to the id of a connected carrier.");
  pm.execution.skipRequest();
}"""
"""Script before a request that needs a connected carrier."""

SKIP_WITHOUT_WEBHOOK_URL: Final = """\
if (!pm.environment.get("webhook_url")) {
  console.log("Skipped: set webhook_url to a URL that receives events.");
  pm.execution.skipRequest();
}"""
"""Script before a request that needs a receiver of events."""

SKIP_WITHOUT_ADMIN_KEY: Final = """\
if (!pm.environment.get("admin_key")) {
  console.log("Skipped: set admin_key to an installation key.");
  pm.execution.skipRequest();
}"""
"""Script before a request that needs an installation key."""


def test_script(operation: Mapping[str, Any], checks: Iterable[str]) -> str:
    """Return a script that checks the status, the documented headers and the body."""
    status, response = next(iter(operation["responses"].items()))
    needed = [name for name in response["headers"] if name in ("ETag", "Location")]
    return "\n".join(
        [
            f'pm.test("status is {status}", () => pm.response.to.have.status({status}));',
            *(
                f'pm.test("{name} is sent", () => pm.response.to.have.header("{name}"));'
                for name in needed
            ),
            "const body = pm.response.text() ? pm.response.json() : null;",
            *(
                f"pm.test({json.dumps(check)}, () => pm.expect({check}).to.be.true);"
                for check in checks
            ),
        ]
    )
