"""``demo``: serve sample orders, and print requests to try."""

import sys
from functools import partial
from pathlib import Path
from shutil import which
from typing import Final

import click

from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.inbound.cli.demo_domains import (
    FIRST,
    SECOND,
    create_domains,
    new_key,
)
from seller_orders.adapters.inbound.cli.listen_options import listen_options
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.inbound.server.port_check import ensure_port_is_free

_GUIDE: Final = """
The demo is ready: {count} sample orders of the domain {domain}, deleted when this command ends.

Try every operation in a browser; domain and API key are filled in:

    {origin}/docs#domain={domain}&key={key}

Or paste this into another terminal:

    export KEY={key}
    export API={domains}/{domain}
    export DOMAIN={domain} SELLER_ORDERS_DATABASE_URL={database_url}
    export KEY_2={second_key}
    export API_2={domains}/{second} RECEIVER={receiver} SENT={sent}
{path}
List orders, read one, and change its status:

    curl -s -H "Authorization: Bearer $KEY" "$API/orders?status=pending&limit=3"

    curl -s -H "Authorization: Bearer $KEY" "$API/orders/ord_1001"

    curl -s -X PATCH -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
      -d '{{"status": "processing", "note": "Being prepared", "notify_customer": true}}' \\
      "$API/orders/ord_1001/status"

Notifications to customers are written to a folder: mails (.eml) and text messages (.txt).

    ls {sent}

A simulated carrier, {carrier}, books shipments and delivers them within 30 seconds. Its reports
appear in the order's timeline.

    curl -s -X POST -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
      -d '{{"items": [{{"id": "iid_001", "quantity": 1}}], "notify_customer": true,
           "provider_id": "{carrier}"}}' \\
      "$API/orders/ord_1001/fulfillments"

See what one unit of an order is worth if it is cancelled and refunded. Without dry_run the request
does it.

    curl -s -X POST -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
      -d '{{"items": [{{"id": "iid_002", "quantity": 1}}], "reason": "out_of_stock",
           "refund": true}}' \\
      "$API/orders/ord_1037/items/cancel?dry_run=true"

A second domain, {second}, has rules, a carrier, order numbers and mails in German of its own.
KEY_2 and API_2 lead to it; docs/two-domains.md sets up two such domains.

Each domain has a webhook endpoint. Their receiver writes each event to a file:

    cat {received}/{second}/*.json

Commands work on the demo's database, too:

    seller-orders refunds list --domain "$DOMAIN" --status succeeded

Press Ctrl+C to end the demo.
"""


@click.command()
@listen_options
@with_context
def demo(context: CommandContext, host: str, port: int) -> None:
    """Serve sample orders from a temporary database."""
    ensure_port_is_free(host, port)
    origin = f"http://{_reachable(host)}:{port}"
    with context.demo(origin) as demo:
        served = demo.context
        served.migrate()
        use_cases = served.use_cases()
        guide = _GUIDE.format(
            count=create_domains(demo, use_cases),
            domain=FIRST,
            second=SECOND,
            key=new_key(use_cases, FIRST),
            second_key=new_key(use_cases, SECOND),
            domains=f"{origin}/merchant/api/v1/domains",
            origin=origin,
            receiver=demo.receiver,
            received=demo.received,
            database_url=demo.database_url,
            path=_path(),
            sent=demo.sent,
            carrier=demo.carrier,
        )
        served.serve(
            host=host,
            port=port,
            workers=1,
            relay=True,
            layers=Layers.ALL,
            on_ready=partial(click.echo, guide),
        )


def _reachable(host: str) -> str:
    """Return the host of a URL that reaches a server which listens on ``host``."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"[{local}]" if ":" in local else local


def _path() -> str:
    """Return the line that puts this command on the PATH, an empty text if it is on it."""
    if which("seller-orders"):
        return ""
    return f"    export PATH={Path(sys.executable).parent}:$PATH\n"
