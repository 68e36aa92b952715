"""Erasure of copies of orders' data: events, outbox messages and stored responses."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from attrs import frozen
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    select,
    update,
)

from seller_orders.adapters.outbound.sql.idempotency_store import first_line
from seller_orders.adapters.outbound.sql.schema.event_tables import events
from seller_orders.adapters.outbound.sql.schema.key_tables import idempotency_keys
from seller_orders.adapters.outbound.sql.schema.outbox_tables import FINISHED, WAITING, outbox
from seller_orders.adapters.outbound.sql.statements.in_list import is_one_of
from seller_orders.application.idempotency import orders_of_answer, without_outcome
from seller_orders.application.ports.order_copies import CUSTOMER_ERASED
from seller_orders.domain.erased_facts import erased_facts

_ANSWERS: Final = 2_000
"""Stored responses of a page: their first lines are read."""


@frozen
class SqlOrderCopies:
    """Copies of orders' data, in one transaction."""

    connection: Connection

    def erase(self, domain_id: str, order_ids: Collection[str], at: datetime) -> None:
        """Erase the personal data of some orders in events, messages and stored responses."""
        self._erase_data(events, domain_id, order_ids)
        for condition in (WAITING, FINISHED):
            self._erase_data(outbox, domain_id, order_ids, condition)
        self._end_notifications(domain_id, order_ids, at)
        self._erase_answers(domain_id, frozenset(order_ids))

    def _erase_data(
        self,
        table: Table,
        domain_id: str,
        order_ids: Collection[str],
        *conditions: ColumnElement[bool],
    ) -> None:
        _, id_ = table.primary_key
        wanted = select(id_, table.c.data).where(*self._of_orders(table, domain_id), *conditions)
        found = self.connection.execute(wanted, {"order_ids": list(order_ids)}).all()
        changed = [
            {"of_id": id, "erased": erased}
            for id, data in found
            if (erased := erased_facts(data)) != data
        ]
        if changed:
            one = update(table).where(table.c.domain_id == domain_id, id_ == bindparam("of_id"))
            self.connection.execute(
                one.values(data=bindparam("erased", type_=table.c.data.type)), changed
            )

    def _end_notifications(self, domain_id: str, order_ids: Collection[str], at: datetime) -> None:
        # The generation keeps a relay that has claimed one from making it wait again.
        ended = (
            update(outbox)
            .where(*self._of_orders(outbox, domain_id), WAITING, outbox.c.is_notification)
            .values(dead_at=at, last_error=CUSTOMER_ERASED, generation=outbox.c.generation + 1)
        )
        self.connection.execute(ended, {"order_ids": list(order_ids)})

    def _erase_answers(self, domain_id: str, order_ids: frozenset[str]) -> None:
        for key, beginning in self._beginnings(domain_id):
            if orders_of_answer(beginning) & order_ids:
                of_key = (idempotency_keys.c.domain_id == domain_id, idempotency_keys.c.key == key)
                erased = update(idempotency_keys).where(*of_key)
                self.connection.execute(erased.values(answer=without_outcome(beginning)))

    def _beginnings(self, domain_id: str) -> Iterator[tuple[str, bytes]]:
        """Yield the keys of a domain with the first lines of their answers."""
        last = ""
        page = _beginnings(self.connection.dialect.name)
        while rows := self._page(page, domain_id, last):
            for key, beginning in rows:
                yield key, bytes(beginning)
            last = rows[-1][0]

    def _page(self, page: Select[Any], domain_id: str, last: str) -> Sequence[Any]:
        return self.connection.execute(page, {"of_domain": domain_id, "last": last}).all()

    def _of_orders(self, table: Table, domain_id: str) -> tuple[ColumnElement[bool], ...]:
        is_one = is_one_of(table.c.order_id, "order_ids", self.connection.dialect.name)
        return table.c.domain_id == domain_id, is_one


@cache
def _beginnings(dialect: str) -> Select[Any]:
    return (
        select(idempotency_keys.c.key, first_line(dialect))
        .where(
            idempotency_keys.c.domain_id == bindparam("of_domain"),
            idempotency_keys.c.key > bindparam("last"),
        )
        .order_by(idempotency_keys.c.key)
        .limit(_ANSWERS)
    )
