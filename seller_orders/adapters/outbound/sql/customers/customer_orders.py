"""Orders of a customer, found by id, or by the words of an e-mail address."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from attrs import frozen
from sqlalchemy import Select, bindparam, or_, select, union_all

from seller_orders.adapters.outbound.sql.connection.engine import Store
from seller_orders.adapters.outbound.sql.connection.statement_batch import read
from seller_orders.adapters.outbound.sql.orders.full_text_index import (
    having_words,
    index_query,
    query_text,
)
from seller_orders.adapters.outbound.sql.schema.column_types import read_document
from seller_orders.adapters.outbound.sql.schema.order_indexes import IS_LISTED
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.schema.search_tables import search_backlog
from seller_orders.adapters.outbound.sql.statements.json_rows import as_text, document
from seller_orders.application.order_words import words_of_query
from seller_orders.domain.customer_match import CustomerMatch
from seller_orders.domain.values import Customer

_CANDIDATES: Final = 500


@frozen
class SqlCustomerOrders:
    """Finds orders, each page in a transaction of its own."""

    store: Store

    def of_customer(
        self, domain_id: str, customer: CustomerMatch, after: str, limit: int
    ) -> Sequence[str]:
        """Return the ids of the customer's next orders."""
        if customer.email is None:
            place = {"of_domain": domain_id, "after": after, "most": limit}
            return read(self.store, domain_id, _BY_ID, {**place, "customer_id": customer.id})
        found: list[str] = []
        for order_id, email in self._candidates(domain_id, customer.email, after):
            if customer.matches(Customer(name=email, email=email)):
                found.append(order_id)
            if len(found) == limit:
                break
        return found

    def _candidates(self, domain_id: str, email: str, after: str) -> Iterator[tuple[str, str]]:
        """Yield orders with an e-mail address that has the same words, sorted by id."""
        dialect = self.store.dialect.name
        words = words_of_query(email)
        statement = _by_email(dialect, has_words=bool(words))
        values: dict[str, Any] = {"domain_id": domain_id, "after": after}
        if words:
            values["words"] = query_text(dialect, domain_id, words)
        shown = index_query(dialect, domain_id, words) if words else None
        while texts := read(self.store, domain_id, statement, values, words=shown):
            rows = [read_document(text) for text in texts]
            yield from ((row["order_id"], row["email"]) for row in rows)
            values["after"] = rows[-1]["order_id"]


def _of_customer() -> Select[Any]:
    return select(orders.c.order_id).where(
        orders.c.domain_id == bindparam("of_domain"),
        orders.c.customer_id == bindparam("customer_id"),
        orders.c.order_id > bindparam("after"),
    )


# Each half has an index of its own.
_both: Final = union_all(
    _of_customer().where(IS_LISTED), _of_customer().where(orders.c.archived_at.is_not(None))
).subquery("found")
_BY_ID: Final = select(_both.c.order_id).order_by(_both.c.order_id).limit(bindparam("most"))


@cache
def _by_email(dialect: str, *, has_words: bool) -> Select[Any]:
    row = document(dialect, {"order_id": orders.c.order_id, "email": orders.c.customer_email})
    found = select(as_text(row)).where(
        orders.c.domain_id == bindparam("domain_id"),
        orders.c.order_id > bindparam("after"),
        orders.c.customer_email.is_not(None),
    )
    if has_words:
        # The words of orders that an earlier release has changed may be missing.
        behind = select(search_backlog.c.order_id).where(
            search_backlog.c.domain_id == bindparam("domain_id")
        )
        is_one = or_(orders.c.order_id.in_(having_words(dialect)), orders.c.order_id.in_(behind))
        found = found.where(is_one)
    return found.order_by(orders.c.order_id).limit(_CANDIDATES)
