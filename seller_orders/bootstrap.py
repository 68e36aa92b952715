"""The one place that knows every adapter: it wires them, and holds the command's entry point."""

import logging
import os
from collections.abc import Mapping
from functools import partial
from ipaddress import ip_address
from typing import Final

from attrs import evolve, frozen
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from sqlalchemy import Engine

from seller_orders.adapters.inbound.cli.commands import command_line
from seller_orders.adapters.inbound.cli.installation import Installation, UnusableError
from seller_orders.adapters.inbound.http import operation
from seller_orders.adapters.inbound.http.app import create_app
from seller_orders.adapters.inbound.relay.relay_thread import RelayThread
from seller_orders.adapters.inbound.wire.json_codec import encode
from seller_orders.adapters.outbound.log.notification_sender import LogNotificationSender
from seller_orders.adapters.outbound.memory.access_keys import RememberedAccessKeys
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.memory.order_cache import MemoryOrderCache
from seller_orders.adapters.outbound.sql import schema
from seller_orders.adapters.outbound.sql.access_keys import SqlAccessKeys
from seller_orders.adapters.outbound.sql.engine import open_engine
from seller_orders.adapters.outbound.sql.order_reader import SqlOrderReader
from seller_orders.adapters.outbound.sql.order_search import SqlOrderSearch
from seller_orders.adapters.outbound.sql.outbox import SqlOutboxQueue
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.application.changes import ChangeLog
from seller_orders.application.commands.access_keys import (
    CreateAccessKeyHandler,
    RevokeAccessKeyHandler,
)
from seller_orders.application.commands.bulk_update import BulkUpdateHandler
from seller_orders.application.commands.cancel_order import CancelOrderHandler
from seller_orders.application.commands.create_fulfillment import CreateFulfillmentHandler
from seller_orders.application.commands.create_order import CreateOrderHandler
from seller_orders.application.commands.deliver_messages import DeliverMessagesHandler
from seller_orders.application.commands.import_orders import ImportOrdersHandler
from seller_orders.application.commands.update_fulfillment import UpdateFulfillmentHandler
from seller_orders.application.commands.update_payment import UpdatePaymentHandler
from seller_orders.application.commands.update_status import UpdateStatusHandler
from seller_orders.application.messages import Channel
from seller_orders.application.ports.carrier_directory import Carrier
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.queries.authenticate import AuthenticateHandler
from seller_orders.application.queries.export_orders import ExportOrdersHandler
from seller_orders.application.queries.get_order import GetOrderHandler
from seller_orders.application.queries.list_orders import ListOrdersHandler
from seller_orders.application.queries.order_actions import OrderActionsHandler
from seller_orders.application.use_cases import UseCases
from seller_orders.domain.status import OPEN, TransitionRules
from seller_orders.settings import Settings, SettingsError

_THREADS_A_WORKER: Final = 16
_NO_CARRIERS: Final[Mapping[str, Carrier]] = {}


@frozen
class Wired:
    """A store, the use cases on it, and the relay that delivers what they leave behind."""

    engine: Engine
    keys: SqlAccessKeys
    use_cases: UseCases
    relay: RelayThread


def wire(
    settings: Settings, cache: OrderCache, carriers: Mapping[str, Carrier] = _NO_CARRIERS
) -> Wired:
    """Put the adapters together; nothing is connected before it is used."""
    engine = open_engine(settings.database_url)
    begin = units_of_work(engine)
    clock, ids = SystemClock(), Uuid7Generator()
    log = ChangeLog(clock=clock, ids=ids, channels=(Channel.LOG,))
    reader = SqlOrderReader(engine)
    keys = SqlAccessKeys(engine)
    rules = settings.transitions
    deliver = DeliverMessagesHandler(
        queue=SqlOutboxQueue(engine), sender=LogNotificationSender(), clock=clock
    )
    relay = RelayThread(deliver)
    use_cases = UseCases(
        list_orders=ListOrdersHandler(search=SqlOrderSearch(engine)),
        get_order=GetOrderHandler(cache=cache, reader=reader, encode=encode),
        order_actions=OrderActionsHandler(reader=reader, rules=rules),
        export_orders=ExportOrdersHandler(reader=reader),
        create_order=CreateOrderHandler(begin=begin, clock=clock, ids=ids),
        import_orders=ImportOrdersHandler(begin=begin, clock=clock, ids=ids),
        update_status=UpdateStatusHandler(begin=begin, cache=cache, log=log, rules=rules),
        create_fulfillment=CreateFulfillmentHandler(
            begin=begin, cache=cache, log=log, ids=ids, carriers=carriers
        ),
        update_fulfillment=UpdateFulfillmentHandler(begin=begin, cache=cache, log=log),
        cancel_order=CancelOrderHandler(begin=begin, cache=cache, log=log, ids=ids, rules=rules),
        bulk_update=BulkUpdateHandler(
            begin=begin, cache=cache, log=log, ids=ids, rules=rules, relay=relay
        ),
        update_payment=UpdatePaymentHandler(begin=begin, cache=cache, log=log),
        authenticate=AuthenticateHandler(keys=RememberedAccessKeys(keys)),
        create_key=CreateAccessKeyHandler(keys=keys, clock=clock, ids=ids),
        revoke_key=RevokeAccessKeyHandler(keys=keys, clock=clock),
        deliver_messages=deliver,
    )
    return Wired(engine, keys, use_cases, relay)


def embed(
    database_url: str,
    *,
    transitions: TransitionRules = OPEN,
    carriers: Mapping[str, Carrier] = _NO_CARRIERS,
) -> UseCases:
    """Return all use cases on a database, for another service to call.

    An empty SQLite file is given its schema. There is no cache and no relay: whoever embeds the
    use cases calls ``deliver_messages`` when it suits.
    """
    settings = Settings(database_url=database_url, transitions=transitions)
    wired = wire(settings, NoOrderCache(), carriers)
    _make_usable(wired.engine)
    return wired.use_cases


def web_app(settings: Settings, *, is_only_writer: bool) -> Flask:
    """Make the app that one server process serves, with its relay running."""
    cache = MemoryOrderCache(settings.cache_ttl_s) if is_only_writer else NoOrderCache()
    wired = wire(settings, cache)
    wired.relay.start()
    authenticate = wired.use_cases.authenticate if settings.access_control else None
    installation = operation.Installation(wired.use_cases, authenticate)
    return create_app(installation, partial(_is_ready, wired.engine))


def serve(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Serve until told to stop, each worker a process of its own."""
    if not settings.access_control and not _is_loopback(host):
        raise UnusableError("SELLER_ORDERS_AUTH=off is for a loopback host alone")
    engine = open_engine(settings.database_url)
    _make_usable(engine)
    engine.dispose()
    _log_to_stderr()
    if workers > 1:
        logging.getLogger("seller_orders").info("the cache is off: several processes write")
    server = Granian(
        "seller_orders",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS_A_WORKER,
        respawn_failed_workers=True,
        websockets=False,
    )
    load = partial(web_app, settings, is_only_writer=workers == 1)
    server.serve(target_loader=load, wrap_loader=False)


def installation(settings: Settings) -> Installation:
    """Return what the command line works on."""
    wired = wire(settings, NoOrderCache())

    def usable() -> UseCases:
        _make_usable(wired.engine)
        return wired.use_cases

    return Installation(
        use_cases=usable,
        access_keys=wired.keys.every,
        migrate=partial(schema.migrate, wired.engine),
        serve=partial(serve, settings),
        scratch=lambda url: installation(evolve(settings, database_url=url)),
        transitions=settings.transitions,
    )


def main() -> None:
    """Run the command line on the installation that the environment describes."""
    try:
        settings = Settings.of(os.environ)
    except SettingsError as error:
        raise SystemExit(f"Error: {error}") from error
    command_line(obj=installation(settings))


def _make_usable(engine: Engine) -> None:
    if schema.is_current(engine):
        return
    if engine.dialect.name == "sqlite" and schema.is_empty(engine):
        schema.migrate(engine)
        return
    raise UnusableError("the database's schema is behind; run: seller-orders migrate")


def _is_ready(engine: Engine) -> bool:
    try:
        return schema.is_current(engine)
    except StoreUnavailableError:
        return False


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _log_to_stderr() -> None:
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("seller_orders").setLevel(logging.INFO)
