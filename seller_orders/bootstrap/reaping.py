"""Composition of the use case that deletes expired data and makes due changes."""

from collections.abc import Callable, Collection

from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.reaping.due_changes import SqlDueChanges
from seller_orders.adapters.outbound.sql.reaping.reaper import SqlReaper
from seller_orders.application.commands.erase_expired_contacts import EraseExpiredContacts
from seller_orders.application.commands.reap import ReapHandler
from seller_orders.application.commands.record_lateness import RecordLatenessHandler
from seller_orders.application.commands.release_expired_holds import ReleaseExpiredHoldsHandler
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.ports.clock import Clock
from seller_orders.bootstrap.merchant_use_cases import Ports, retried
from seller_orders.bootstrap.webhook_operations import replay_finisher


def reaping(
    engine: Engine,
    ports: Ports,
    changes: ChangeFactory,
    channels: Collection[str],
    erase_expired_contacts: EraseExpiredContacts,
    clock: Clock,
    is_stopping: Callable[[], bool],
) -> ReapHandler:
    """Return the use case; it deletes old messages to ``channels``."""
    begin, cache = ports.begin, ports.cache
    return ReapHandler(
        reaper=SqlReaper(engine, channels),
        due=SqlDueChanges(engine),
        release_expired_holds=retried(
            ReleaseExpiredHoldsHandler(begin=begin, cache=cache, changes=changes)
        ),
        record_lateness=retried(RecordLatenessHandler(begin=begin, cache=cache, changes=changes)),
        clock=clock,
        is_stopping=is_stopping,
        finish_replays=replay_finisher(engine, changes.clock),
        erase_expired_contacts=erase_expired_contacts,
    )
