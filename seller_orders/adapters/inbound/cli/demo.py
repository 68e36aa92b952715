"""``demo``: a scratch database with sample orders, and what to paste to try it."""

from importlib.resources import files
from typing import Final

import click

from seller_orders.adapters.inbound.cli.command_context import Installation
from seller_orders.adapters.inbound.cli.listen_options import listening
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.shared.wire.imported_order import decode_imported
from seller_orders.application.commands.access_keys import CreateAccessKey
from seller_orders.application.commands.import_orders import ImportOrders

_DOMAIN: Final = "dom_demo"

_GUIDE: Final = """
{count} sample orders are in domain {domain}, in a scratch folder that goes when this ends.
The key to them, with all scopes:

    {key}

Try, in another terminal:

    export KEY={key}
    export API={api}

    curl -s -H "Authorization: Bearer $KEY" "$API/orders?status=pending&limit=3"

    curl -s -H "Authorization: Bearer $KEY" "$API/orders/ord_1001"

    curl -s -X PATCH -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
      -d '{{"status": "processing", "note": "Being prepared", "notify_customer": true}}' \\
      "$API/orders/ord_1001/status"

What the customer would be sent lands in a folder: mails (.eml) and text messages (.txt).

    ls {sent}

A made-up carrier, {courier}, books shipments and brings them within half a minute. Look at the
order again meanwhile: its timeline has what the carrier says.

    curl -s -X POST -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
      -d '{{"items": [{{"id": "iid_001", "quantity": 1}}], "notify_customer": true,
           "provider_id": "{courier}"}}' \\
      "$API/orders/ord_1001/fulfillments"

Or try everything in a browser: {origin}/docs
"""


@click.command()
@listening
@click.pass_obj
def demo(installation: Installation, host: str, port: int) -> None:
    """Serve sample orders from a scratch database."""
    origin = f"http://{host}:{port}"
    with installation.scratch(origin) as scratch:
        served = scratch.installation
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
                sent=scratch.sent,
                courier=scratch.courier,
            )
        )
        served.serve(host=host, port=port, workers=1, relay=True, layers=Layers.ALL)


def _sample_lines() -> list[bytes]:
    sample = files("seller_orders.adapters.inbound.cli") / "demo-orders.jsonl"
    return sample.read_bytes().splitlines()
