"""The outbox as relays use it: claims, outcomes, retries and backlogs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any, Final

from attrs import field, frozen
from sqlalchemy import ColumnElement, Connection, RowMapping, Update, select, update

from seller_orders.adapters.outbound.sql.connection.engine import Store, transaction
from seller_orders.adapters.outbound.sql.connection.host_transaction import commit
from seller_orders.adapters.outbound.sql.connection.statement_batch import Values, read, write
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.outbox.due_domains import DueDomains
from seller_orders.adapters.outbound.sql.outbox.outbox_statements import (
    BATCH,
    COUNT_DEAD,
    COUNT_WAITING,
    DELIVERED,
    DUE_CHANNELS,
    FAILED,
    HELD_BACK,
    PUT_BACK,
    claiming,
    is_any_due,
)
from seller_orders.adapters.outbound.sql.schema.column_types import read_document
from seller_orders.adapters.outbound.sql.schema.outbox_tables import DEAD, WAITING, outbox
from seller_orders.adapters.outbound.sql.statements.json_rows import moment
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.outbox import (
    Claimed,
    Deferred,
    Delivered,
    DeliveryOutcome,
    Failed,
    UndeliveredMessage,
    UndeliveredMessages,
)
from seller_orders.domain.timeline import ChangeType

_ERROR_LENGTH: Final = 500


@frozen
class SqlOutboxQueue:
    """Leases due messages; an order's messages in a channel are leased in sequence."""

    store: Store
    _domains: DueDomains = field(init=False)

    @_domains.default
    def _of_store(self) -> DueDomains:
        return DueDomains(self.store)

    def claim(self, channel: str, now: datetime, until: datetime) -> list[Claimed]:
        """Lease some due messages of a channel, of each domain in turn."""
        for domains in self._domains.due(channel, now):
            share = max(BATCH // len(domains), 1)
            leased = [self._lease(each, share, channel, now, until) for each in domains]
            if any(leased):
                return [each for turn in zip_longest(*leased) for each in turn if each is not None]
        return []

    def due_channels(self, now: datetime) -> Sequence[str]:
        """Return the channels that have due messages, of any domain."""
        return read(self.store, TenantScope.OUTBOX_DUE, DUE_CHANNELS, {"now": now})

    def _lease(
        self, domain_id: str, share: int, channel: str, now: datetime, until: datetime
    ) -> list[Claimed]:
        wanted = {
            "of_domain": domain_id,
            "of_channel": channel,
            "now": now,
            "until": until,
            "share": share,
        }
        leased = write(self.store, domain_id, (claiming(self.store.dialect.name), wanted))
        claimed = [_claimed(text, until) for text in leased]
        return sorted(claimed, key=lambda each: (each.message.created_at, each.message.version))

    def finish(self, outcomes: Sequence[tuple[Claimed, DeliveryOutcome]], at: datetime) -> bool:
        """Record outcomes, and return True if more messages of their channels are due."""
        if not outcomes:
            return False
        updates = defaultdict[str, dict[Update, list[Values]]](dict)
        for claimed, outcome in outcomes:
            of_domain = updates[claimed.message.domain_id]
            for statement, values in _updates(claimed, outcome, at):
                of_domain.setdefault(statement, []).append(values)
        for domain_id, calls in updates.items():
            write(self.store, domain_id, *calls.items())
        channels = sorted({claimed.message.channel for claimed, _ in outcomes})
        due_query = is_any_due(self.store.dialect.name), {"channels": channels, "now": at}
        (is_due,) = read(self.store, TenantScope.OUTBOX_DUE, *due_query)
        return bool(is_due)

    def undelivered(self, limit: int) -> list[UndeliveredMessage]:
        """Return undelivered messages, dead ones first."""
        with transaction(self.store, tenant=TenantScope.OUTBOX_OF_ALL) as connection:
            return [_undelivered(row) for row in _dead_then_waiting(connection, limit=limit)]

    def backlogs(self, most: int) -> list[UndeliveredMessages]:
        """Count undelivered messages by channel."""
        with transaction(self.store, tenant=TenantScope.OUTBOX_BACKLOGS) as connection:
            return [
                UndeliveredMessages(
                    channel=channel,
                    is_dead=is_dead,
                    messages=messages,
                    oldest_at=oldest_at,
                )
                for count, is_dead in ((COUNT_WAITING, False), (COUNT_DEAD, True))
                for channel, messages, oldest_at in connection.execute(count, {"most": most})
            ]

    def retry(self, message_id: str, now: datetime) -> bool:
        """Make a message due now, and the later messages that waited for it."""
        is_wanted = outbox.c.message_id == message_id
        with transaction(self.store, tenant=TenantScope.OUTBOX_OF_ALL) as connection:
            row = next(iter(_dead_then_waiting(connection, is_wanted, limit=1)), None)
        if row is None:
            return False
        is_of_domain = outbox.c.domain_id == row["domain_id"]
        fresh = {"due_at": now, "retried_at": now, "failures": 0, "dead_at": None}
        is_undelivered = outbox.c.delivered_at.is_(None)
        made_due = update(outbox).where(is_of_domain, is_wanted, is_undelivered).values(fresh)
        followers = (
            update(outbox)
            .where(
                WAITING,
                is_of_domain,
                outbox.c.order_id == row["order_id"],
                outbox.c.channel == row["channel"],
                outbox.c.version > row["version"],
            )
            .values(due_at=now)
        )
        with transaction(self.store, tenant=row["domain_id"], writes=True) as connection:
            if connection.execute(made_due).rowcount == 0:
                return False
            connection.execute(followers)
            commit(connection)
        return True


def _dead_then_waiting(
    connection: Connection, *conditions: ColumnElement[bool], limit: int
) -> list[RowMapping]:
    # Two queries, each with its own partial index; delivered rows cost nothing.
    found: list[RowMapping] = []
    for undelivered in (DEAD, WAITING):
        wanted = select(outbox).where(undelivered, *conditions)
        some = wanted.order_by(outbox.c.due_at, outbox.c.version).limit(limit - len(found))
        found += connection.execute(some).mappings()
    return found


def _updates(
    claimed: Claimed, outcome: DeliveryOutcome, at: datetime
) -> Iterator[tuple[Update, Values]]:
    fence = _fence(claimed)
    match outcome:
        case Delivered():
            yield DELIVERED, fence | {"at": at}
        case Deferred(due_at):
            yield PUT_BACK, fence | {"again_at": due_at}
        case Failed():
            yield FAILED, fence | _failure(outcome, at)
            if outcome.due_at is not None:
                followers = _followers(claimed.message)
                yield HELD_BACK, fence | followers | {"again_at": outcome.due_at}


def _fence(claimed: Claimed) -> dict[str, Any]:
    return {
        "of_domain": claimed.message.domain_id,
        "of_message": claimed.message.message_id,
        "of_generation": claimed.generation,
    }


def _failure(failed: Failed, at: datetime) -> dict[str, Any]:
    return {
        "again_at": failed.due_at or at,
        "reason": " ".join(failed.reason.replace("\0", "").split())[:_ERROR_LENGTH],
        "dead": at if failed.due_at is None else None,
    }


def _followers(message: Message) -> dict[str, Any]:
    return {
        "of_order": message.order_id,
        "of_channel": message.channel,
        "of_version": message.version,
    }


def _claimed(text: str, until: datetime) -> Claimed:
    row = read_document(text)
    tried_since = row["retried_at"] or row["created_at"]
    return Claimed(
        message=_message(row | {"created_at": moment(row["created_at"])}),
        generation=row["generation"],
        failures=row["failures"],
        trying_since=moment(tried_since),
        leased_until=until,
    )


def _undelivered(row: RowMapping) -> UndeliveredMessage:
    return UndeliveredMessage(
        message=_message(row),
        failures=row["failures"],
        due_at=row["due_at"],
        dead_at=row["dead_at"],
        last_error=row["last_error"],
    )


def _message(row: Mapping[Any, Any]) -> Message:
    return Message(
        message_id=row["message_id"],
        domain_id=row["domain_id"],
        order_id=row["order_id"],
        channel=row["channel"],
        about=ChangeType(row["about"]),
        version=row["version"],
        created_at=row["created_at"],
        data=row["data"],
    )
