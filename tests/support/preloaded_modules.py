"""Modules of the command, imported by the server that commands are forked from.

Modules that read the environment when they are imported are left out.
"""

import os
from importlib import import_module
from typing import Final

from seller_orders.adapters.inbound.server.process_lifecycle import freeze_loaded_objects
from tests.fence.recording import record
from tests.support.run_folder import FOLDER
from tests.support.time_limits import LONG

_MODULES: Final = (
    "alembic.config",
    "encodings.idna",
    "multiprocessing.popen_fork",
    "seller_orders.adapters.outbound.carriers.http_carrier",
    "seller_orders.adapters.outbound.encryption.aes_gcm_secret_box",
    "seller_orders.adapters.outbound.encryption.no_secret_box",
    "seller_orders.adapters.outbound.external_services.inventory",
    "seller_orders.adapters.outbound.external_services.notification_sender",
    "seller_orders.adapters.outbound.redis.connection",
    "seller_orders.adapters.outbound.sql.connection.notify_listener",
    "seller_orders.adapters.outbound.sql.connection.postgresql",
    "seller_orders.adapters.outbound.webhook.endpoint_sender",
    "seller_orders.adapters.outbound.webhook.event_publisher",
    "seller_orders.adapters.inbound.carrier_simulator.server",
    "seller_orders.adapters.inbound.cli.commands",
    "seller_orders.adapters.inbound.http.app",
    "seller_orders.adapters.inbound.server.attended_server",
    "seller_orders.adapters.inbound.server.stop_signals",
    "seller_orders.bootstrap.app_contexts",
    "seller_orders.bootstrap.cli",
    "seller_orders.bootstrap.cli_context",
    "seller_orders.bootstrap.metrics",
    "seller_orders.bootstrap.startup_checks",
    "seller_orders.bootstrap.relay",
    "seller_orders.bootstrap.remote_core",
    *sorted({limit.rpartition(".")[0] for limit in LONG}),
)

for name in _MODULES:
    import_module(name)
if FOLDER in os.environ:
    record()
# A server does this when it starts. These modules need not be gone through each time.
freeze_loaded_objects()
