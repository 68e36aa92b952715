"""``demo``: serve sample orders, and print requests to try."""

from importlib.resources import files
from typing import Final

import click

from seller_orders.adapters.inbound.cli.command_context import CommandContext
from seller_orders.adapters.inbound.cli.listen_options import listen_options
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.inbound.server.port_check import ensure_port_is_free
from seller_orders.adapters.shared.wire.imported_order import decode_imported
from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.application.commands.manage_access_keys import CreateAccessKey

_DOMAIN: Final = "dom_demo"

_GUIDE: Final = """
Domain {domain} has {count} sample orders. They are deleted when this command ends.
API key with all scopes:

    {key}

Try, in another terminal:

    export KEY={key}
    export API={api}

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

Try all operations in a browser: {origin}/docs
"""


@click.command()
@listen_options
@click.pass_obj
def demo(context: CommandContext, host: str, port: int) -> None:
    """Serve sample orders from a temporary database."""
    ensure_port_is_free(host, port)
    origin = f"http://{host}:{port}"
    with context.demo(origin) as demo:
        served = demo.context
        served.migrate()
        drafts = [decode_imported(line).unwrap() for line in _sample_lines()]
        served.use_cases().import_orders(ImportOrders(_DOMAIN, drafts))
        click.echo(
            _GUIDE.format(
                count=len(drafts),
                domain=_DOMAIN,
                key=served.use_cases().create_key(CreateAccessKey(domain_id=_DOMAIN)),
                api=f"{origin}/merchant/api/v1/domains/{_DOMAIN}",
                origin=origin,
                sent=demo.sent,
                carrier=demo.carrier,
            )
        )
        served.serve(host=host, port=port, workers=1, relay=True, layers=Layers.ALL)


def _sample_lines() -> list[bytes]:
    sample = files("seller_orders.adapters.inbound.cli") / "demo-orders.jsonl"
    return sample.read_bytes().splitlines()
