"""What the command loads sooner or later, loaded where commands are forked from.

But for what looks at the environment as it is loaded.
"""

import os
from importlib import import_module
from typing import Final

from tests.fence.recording import FOLDER, record
from tests.support.time_limits import LONG

_LOADED: Final = (
    "alembic.config",
    "seller_orders.adapters.outbound.redis.connection",
    "seller_orders.adapters.outbound.sql.connection.notify_listener",
    "seller_orders.adapters.outbound.sql.connection.postgresql",
    "seller_orders.adapters.outbound.webhook.event_publisher",
    "seller_orders.adapters.inbound.cli.commands",
    "seller_orders.adapters.inbound.http.app",
    "seller_orders.bootstrap.app_contexts",
    "seller_orders.bootstrap.command",
    "seller_orders.bootstrap.command_context",
    "seller_orders.bootstrap.preflight",
    "seller_orders.bootstrap.relay",
    "seller_orders.bootstrap.remote_core",
    *sorted({limit.rpartition(".")[0] for limit in LONG}),
)

for name in _LOADED:
    import_module(name)
if FOLDER in os.environ:
    record()
