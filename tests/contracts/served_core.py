"""A store behind the core's routes, as an orchestrator sees it: over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Final
from unittest.mock import create_autospec

from attrs import evolve, frozen
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from seller_orders.adapters.inbound.http.app import create_app
from seller_orders.adapters.inbound.http.app_context import EXTENSION, AppContext
from seller_orders.adapters.inbound.http.core_dependencies import Core
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.adapters.outbound.core_api.domain_settings import CoreSettingsSource
from seller_orders.adapters.outbound.core_api.key_lookup import CoreKeyLookUp
from seller_orders.adapters.outbound.core_api.notification_log import CoreNotificationLog
from seller_orders.adapters.outbound.core_api.order_queue import OrderQueue
from seller_orders.adapters.outbound.core_api.order_reader import CoreOrderReader
from seller_orders.adapters.outbound.core_api.order_search import CoreOrderSearch
from seller_orders.adapters.outbound.core_api.refund_search import CoreRefundSearch
from seller_orders.adapters.outbound.core_api.unit_of_work import units_of_work
from seller_orders.adapters.outbound.memory.access_key_cache import CachedKeyLookUp
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.shared.http_client.internal_client import InternalClient
from seller_orders.application.commands.commit_changes import CommitChangesHandler
from seller_orders.application.queries.authenticate import PresentKeysHandler
from seller_orders.application.queries.list_notifications import ListNotificationsHandler
from seller_orders.application.use_cases import UseCases
from seller_orders.domain.order import Order
from seller_orders.testing.store import WholeStore
from tests.support.buffered_bodies import with_buffered_bodies
from tests.support.servers import running_until_the_end

TOKEN = "token-between-layers"

_idle: Final = list[tuple[Flask, str]]()
"""Apps whose store has gone, and their URLs. To create an app takes longer than most tests."""

NOT_OVER_HTTP = {
    # It has one key, which is claimed at the commit.
    "test_one_unit_of_work_can_claim_several_keys",
    "test_a_second_response_is_a_write_conflict",
    "test_deletion_works_in_batches",
    # The core records a key's use with the look-up.
    "test_use_is_recorded_at_most_once_a_minute",
}
"""Tests whose behaviour differs over HTTP by design."""


@contextmanager
def served(store: WholeStore) -> Iterator[WholeStore]:
    """Return the store as seen through the core's routes, on a server that others have used.

    The queue and the reaper have no routes, so they are the store's.
    """
    app, url = _idle.pop() if _idle else _started(_installation(store))
    app.extensions[EXTENSION] = _installation(store)
    core = CoreClient(InternalClient(url=url, token=TOKEN))
    keys = CoreKeyLookUp(core)
    try:
        yield evolve(
            store,
            begin=units_of_work(core, OrderQueue()),
            reader=_Reader(core, store),
            search=CoreOrderSearch(core),
            refunds=CoreRefundSearch(core),
            notifications=CoreNotificationLog(core),
            settings=CoreSettingsSource(core),
            look_ups={"plain": keys, "remembered": CachedKeyLookUp(keys)},
        )
    finally:
        _idle.append((app, url))


def _started(context: AppContext) -> tuple[Flask, str]:
    app = create_app(context, lambda: True, layers=Layers.CORE)
    with_buffered_bodies(app)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    running_until_the_end(server.server_close)
    running_until_the_end(server.shutdown)
    return app, f"http://127.0.0.1:{server.server_port}"


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, *_: object) -> None:
        pass


@frozen
class _Reader(CoreOrderReader):
    """Order reader over HTTP; ``every_order`` has no route, so it is the store's."""

    store: WholeStore

    def every_order(self, domain_id: str) -> Iterator[Order]:
        return self.store.reader.every_order(domain_id)


def _installation(store: WholeStore) -> AppContext:
    operations = create_autospec(UseCases, instance=True)
    operations.list_notifications = ListNotificationsHandler(log=store.notifications)
    core = create_autospec(Core, instance=True)
    core.begin, core.reader = store.begin, store.reader
    core.search, core.refunds = store.search, store.refunds
    core.cache, core.settings = NoOrderCache(), store.settings
    core.commit = CommitChangesHandler(begin=store.begin, cache=core.cache)
    core.use_keys = PresentKeysHandler(keys=store.keys, clock=store.clock)
    return AppContext(operations, None, service_token=TOKEN, core=core)
