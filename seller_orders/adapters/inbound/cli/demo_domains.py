"""Domains of the demo: one with the installation's settings, and one with its own."""

import json
from importlib.resources import files
from typing import Final

from seller_orders.adapters.inbound.cli.command_context import Demo
from seller_orders.adapters.inbound.cli.outcomes import succeed
from seller_orders.adapters.shared.wire.imported_order import decode_imported
from seller_orders.adapters.shared.wire.json_codec import decode
from seller_orders.adapters.shared.wire.order_codec import OrderDocument
from seller_orders.application.access import Scope
from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.application.commands.create_webhook_endpoint import CreateWebhookEndpoint
from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.application.commands.manage_access_keys import CreateAccessKey
from seller_orders.application.commands.manage_domains import CreateDomain
from seller_orders.application.commands.update_settings import UpdateSettings
from seller_orders.application.use_cases import UseCases

FIRST: Final = "dom_demo"
SECOND: Final = "dom_feinkost"
_NAMES: Final = {FIRST: "The Corner Pantry", SECOND: "Feinkost am Markt"}
_AUTHOR: Final = "demo"


def create_domains(demo: Demo, use_cases: UseCases) -> int:
    """Create both domains, an endpoint each and their orders; return the first one's number.

    The endpoints come first, so that they get the events of orders that are created.
    """
    for id, name in _NAMES.items():
        succeed(use_cases.domains.create(CreateDomain(id=id, name=name)))
        endpoint = CreateWebhookEndpoint(domain_id=id, url=f"{demo.receiver}/{id}")
        succeed(use_cases.webhooks.create(endpoint))
    succeed(use_cases.settings.update(_own_settings(demo)))
    draft = decode(OrderDocument, _file("demo-domain-order.json")).unwrap().draft()
    succeed(use_cases.create_order(CreateOrder(domain_id=SECOND, by=_AUTHOR, draft=draft)))
    drafts = [decode_imported(line).unwrap() for line in _file("demo-orders.jsonl").splitlines()]
    use_cases.import_orders(ImportOrders(FIRST, drafts))
    return len(drafts)


def new_key(use_cases: UseCases, domain_id: str) -> str:
    """Create a key with all scopes of a domain."""
    command = CreateAccessKey(domain_id=domain_id, scopes=frozenset(Scope))
    return succeed(use_cases.keys.create(command)).secret


def _own_settings(demo: Demo) -> UpdateSettings:
    document = json.loads(_file("demo-domain.json")) | {"carriers": demo.own_carriers}
    return UpdateSettings(domain_id=SECOND, by=_AUTHOR, document=document, replaces=True)


def _file(name: str) -> bytes:
    return (files("seller_orders.adapters.inbound.cli") / name).read_bytes()
