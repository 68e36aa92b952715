"""Time limits of the product, which tests change: long by default, and short to test a limit.

A test of a limit sets it, asserts that it applies, and asserts its value in the product separately.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final, TypeAlias

TimeLimits: TypeAlias = Mapping[str, Any]
"""Values by ``module._CONSTANT``, in the units of the constants."""

_ADAPTERS: Final = "seller_orders.adapters"
BODY_RECEIVED: Final = f"{_ADAPTERS}.inbound.http.protection.request_body._READ_TIMEOUT_S"
BODY_IN_LINE: Final = f"{_ADAPTERS}.inbound.http.protection.body_concurrency._QUEUE_TIMEOUT_S"
CHANGED: Final = "seller_orders.bootstrap.remote_core._CHANGED_WITHIN_S"
DOMAIN_REMEMBERED: Final = f"{_ADAPTERS}.outbound.memory.domain_state_cache._REMEMBERED_S"
EVENT_LEASE: Final = "seller_orders.application.commands.deliver_event_batch.LEASE"
HEADERS_RECEIVED: Final = f"{_ADAPTERS}.inbound.server.http_server._HEADERS_WITHIN_S"
IMPORTED_AT_ONCE: Final = f"{_ADAPTERS}.inbound.cli.import_batches._BATCH_LINES"
INTERNAL_BODY: Final = f"{_ADAPTERS}.inbound.http.protection.request_body._MAX_INTERNAL_BODY_BYTES"
KEY_REMEMBERED: Final = f"{_ADAPTERS}.outbound.memory.access_key_cache._REMEMBERED_S"
KEYS_FETCHED_EVERY: Final = f"{_ADAPTERS}.outbound.jwt.fetched_key_set._FETCH_INTERVAL_S"
KEYS_WAITED_FOR: Final = f"{_ADAPTERS}.outbound.jwt.fetched_key_set._MAX_WAIT_S"
LAYER_ALIVE: Final = f"{_ADAPTERS}.shared.http_client.internal_client._LIVENESS_TIMEOUT_S"
LAYER_CONNECTED: Final = f"{_ADAPTERS}.shared.http_client.internal_client._CONNECT_TIMEOUT_S"
LAYER_PROBED: Final = f"{_ADAPTERS}.shared.http_client.internal_client._READ_TIMEOUT_S"
LEASE: Final = "seller_orders.application.commands.deliver_messages.LEASE"
MAIL_SERVER_ANSWERED: Final = f"{_ADAPTERS}.outbound.smtp.notification_sender._ANSWERED_WITHIN_S"
OUTBOX_POLLED: Final = f"{_ADAPTERS}.inbound.outbox_relay.relay._POLL_S"
POOL: Final = f"{_ADAPTERS}.outbound.sql.connection.engine._POOL_TIMEOUT_S"
POSTGRESQL_CONNECTED: Final = f"{_ADAPTERS}.outbound.sql.connection.postgresql._CONNECT_TIMEOUT_S"
REDIS_ANSWERED: Final = f"{_ADAPTERS}.outbound.redis.connection._ANSWER_WITHIN_S"
REDIS_COUNTED: Final = f"{_ADAPTERS}.outbound.limits.rate_limiter._ANSWER_WITHIN_S"
SERVICE_ANSWERED: Final = f"{_ADAPTERS}.shared.http_client.bounds._READ_TIMEOUT_S"
SERVICE_CONNECTED: Final = f"{_ADAPTERS}.shared.http_client.bounds._CONNECT_TIMEOUT_S"
SERVICE_TOTAL: Final = f"{_ADAPTERS}.shared.http_client.bounds._TOTAL_TIMEOUT_S"
SETTINGS_CHECKED: Final = "seller_orders.application.settings.stored_settings.CHECKED_EVERY_S"
SHIPMENT_MOVED_EVERY: Final = "seller_orders.bootstrap.demo._PACE_S"
STATEMENT: Final = "seller_orders.bootstrap.runtime._SERVICE_STATEMENT_TIMEOUT_S"

LONG_S: Final = 120
"""Seconds; longer than any test waits."""

LONG: Final[TimeLimits] = {
    **dict.fromkeys(
        (
            *(BODY_RECEIVED, BODY_IN_LINE),
            *(KEYS_WAITED_FOR, LAYER_ALIVE, LAYER_CONNECTED, MAIL_SERVER_ANSWERED),
            *(POOL, POSTGRESQL_CONNECTED, REDIS_ANSWERED, REDIS_COUNTED),
            *(SERVICE_ANSWERED, SERVICE_CONNECTED, SERVICE_TOTAL, STATEMENT),
            f"{_ADAPTERS}.shared.http_client.internal_client._TOTAL_TIMEOUT_S",
            CHANGED,
            f"{_ADAPTERS}.outbound.memory.order_cache._MAX_LOAD_S",
            f"{_ADAPTERS}.outbound.redis.order_cache._WAIT_FOR_LOAD_S",
            f"{_ADAPTERS}.outbound.smtp.notification_sender._SENT_WITHIN_S",
            f"{_ADAPTERS}.outbound.sql.connection.notify_listener._CONNECT_WITHIN_S",
            f"{_ADAPTERS}.outbound.sql.connection.sqlite._BUSY_TIMEOUT_S",
            f"{_ADAPTERS}.inbound.server.http_server._STOPPED_WITHIN_S",
        ),
        LONG_S,
    ),
    f"{_ADAPTERS}.outbound.redis.order_cache._LOAD_WITHIN_MS": LONG_S * 1000,
    f"{_ADAPTERS}.outbound.sql.connection.postgresql._ABANDONED_AFTER_MS": LONG_S * 1000,
}
"""The limits of all processes of the tests, unless a test sets others."""

AS_SHIPPED: Final[TimeLimits] = {}

_shipped: Final[dict[str, Any]] = {}


def set_time_limits(limits: TimeLimits) -> None:
    """Set limits in this process; KeyError if a constant does not exist."""
    for name, value in limits.items():
        module, _, constant = name.rpartition(".")
        constants = vars(import_module(module))
        _shipped.setdefault(name, constants[constant])
        constants[constant] = value


def shipped(name: str) -> Any:
    """Return the value of a limit in the product."""
    if name not in _shipped:
        module, _, constant = name.rpartition(".")
        return vars(import_module(module))[constant]
    return _shipped[name]
