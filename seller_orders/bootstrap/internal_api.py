"""The ports and handlers behind the core's internal routes."""

from seller_orders.adapters.inbound.http.core_dependencies import Core
from seller_orders.application.commands.commit_changes import CommitChangesHandler
from seller_orders.application.commands.replace_order import ReplaceOrderHandler
from seller_orders.application.commands.restore_inventory import RestoreInventoryHandler
from seller_orders.application.commands.send_notification import SendNotificationHandler
from seller_orders.bootstrap.merchant_use_cases import retried
from seller_orders.bootstrap.runtime import Runtime


def core_routes(runtime: Runtime) -> Core:
    """Return the ports and handlers."""
    ports = runtime.ports
    return Core(
        begin=ports.begin,
        reader=ports.reader,
        search=ports.search,
        refunds=ports.refunds,
        cache=ports.cache,
        commit=CommitChangesHandler(begin=ports.begin, cache=ports.cache),
        deliver_immediately=ports.deliver_immediately,
        domain_states=runtime.directory,
        settings=runtime.settings_source,
        use_keys=runtime.use_keys,
        replace_order=retried(ReplaceOrderHandler(begin=ports.begin, cache=ports.cache)),
        archive_order=runtime.use_cases.archive_order,
        restore_inventory=retried(
            RestoreInventoryHandler(begin=ports.begin, cache=ports.cache, changes=runtime.changes)
        ),
        send_notification=retried(
            SendNotificationHandler(
                begin=ports.begin, log=ports.notifications, channels=runtime.changes.channels
            )
        ),
    )
