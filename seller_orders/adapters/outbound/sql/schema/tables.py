"""Tables, indexes and constraints. Every primary key begins with domain_id, the tenant.

Money is a 64-bit integer of ten-thousandths. The repository also stores derived values, for search.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    FetchedValue,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    and_,
    false,
    literal_column,
    or_,
    true,
)

from seller_orders.adapters.outbound.sql.schema.column_types import (
    Document,
    UtcDateTime,
    Words,
    plain_text,
)
from seller_orders.domain.erased_facts import ERASED
from seller_orders.domain.fulfillment_policy import CLOSED_TO_FULFILLMENT
from seller_orders.domain.order_return import OrderReturnStatus
from seller_orders.domain.status import FulfillmentProgress

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SINCE_EVER: Final = "1970-01-01 00:00:00.000000"
"""Due time of rows that earlier releases write without one: always past."""


def _id(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, plain_text(64), nullable=nullable)


def _text(name: str, length: int = 500, *, nullable: bool = False) -> Column[str]:
    return Column(name, plain_text(length), nullable=nullable)


def _document(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Document(), nullable=nullable)


def _map(name: str) -> Column[Any]:
    # The default serves the former release, which does not know the column.
    return Column(name, Document(), nullable=False, server_default="{}")


def _time(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, UtcDateTime, nullable=nullable)


def _integer(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _money(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _zero(name: str, type_: type[Integer]) -> Column[int]:
    # The default serves the former release, which does not write the column.
    return Column(name, type_, nullable=False, server_default="0")


def _list(name: str) -> Column[Any]:
    # The default serves earlier releases, which do not write the column.
    return Column(name, Document(), nullable=False, server_default="[]")


def _of_order(*more: str) -> tuple[PrimaryKeyConstraint, ForeignKeyConstraint]:
    key = ["domain_id", "order_id"]
    whole = ["orders.domain_id", "orders.order_id"]
    return PrimaryKeyConstraint(*key, *more), ForeignKeyConstraint(key, whole)


orders: Final = Table(
    "orders",
    metadata,
    _id("domain_id"),
    _id("order_id"),
    _text("order_number"),
    _text("number_folded", 1500),
    _text("number_reversed", 1500),
    # Earlier releases write no search columns; search_version is the version they belong to.
    _text("number_key", 600, nullable=True),
    _text("country", 2, nullable=True),
    Column("search_version", Integer, nullable=True),
    _id("store_id"),
    _integer("version"),
    _text("status", 20),
    _text("payment_status", 20),
    _text("fulfillment_status", 20),
    _text("financial_status", 20),
    _text("currency", 3),
    _text("customer_id", 255, nullable=True),
    _text("customer_name", 200),
    _text("customer_email", nullable=True),
    _text("customer_phone", 32, nullable=True),
    _text("customer_company", nullable=True),
    _text("customer_language", 35, nullable=True),
    _integer("item_count"),
    _money("subtotal"),
    _money("discount"),
    _money("shipping"),
    _money("tax"),
    _money("total"),
    _money("captured"),
    _money("refunded"),
    # The default serves earlier releases, which do not write it.
    Column("refunded_at_cancellation", BigInteger, nullable=False, server_default="0"),
    _text("payment_method"),
    _document("shipping_address", nullable=True),
    _document("billing_address", nullable=True),
    _document("tags"),
    Column("note", Text, nullable=True),
    Column("prices_include_tax", Boolean, nullable=False, server_default=false()),
    _list("tax_lines"),
    _list("adjustments"),
    _document("cancellation", nullable=True),
    _time("created_at"),
    _time("updated_at"),
    _time("archived_at", nullable=True),
    _map("external_ids"),
    _map("attributes"),
    _time("ship_by", nullable=True),
    _id("assignee", nullable=True),
    _id("replaces", nullable=True),
    _list("replaced_by"),
    _list("returns"),
    _list("holds"),
    # The default serves earlier releases, whose orders have no returns.
    Column("return_status", plain_text(20), nullable=False, server_default="none"),
    _time("held_until", nullable=True),
    _time("next_release_at", nullable=True),
    # Earlier releases do not write it, and know no lateness.
    _time("late_ship_by", nullable=True),
    PrimaryKeyConstraint("domain_id", "order_id"),
    UniqueConstraint("domain_id", "order_number", "store_id"),
    CheckConstraint("0 <= refunded AND refunded <= captured", "money"),
    CheckConstraint("version >= 1", "version"),
    CheckConstraint("return_status = 'none' OR returns <> '[]'", "return_status"),
    CheckConstraint("held_until IS NULL OR holds <> '[]'", "held_until"),
)

IS_LISTED: Final = orders.c.archived_at.is_(None)
"""Condition of list indexes: archived orders are in no list."""


def _is_not(column: Column[Any], value: str) -> ColumnElement[bool]:
    # A literal: an index with this condition serves no query that has a parameter there.
    return column != literal_column(f"'{value}'")


HAS_RETURNS: Final = _is_not(orders.c.return_status, OrderReturnStatus.NONE)
HAS_HOLD: Final = orders.c.held_until.is_not(None)
IS_ASSIGNED: Final = orders.c.assignee.is_not(None)
CAN_BE_LATE: Final = and_(
    *(_is_not(orders.c.status, status) for status in sorted(CLOSED_TO_FULFILLMENT)),
    _is_not(orders.c.fulfillment_status, FulfillmentProgress.FULFILLED),
)
"""Condition of orders that are late once ``ship_by`` has passed."""


def _list_index(
    *columns: str, where: ColumnElement[bool] | None = None, name: str | None = None
) -> None:
    name = name or "_".join(["ix_orders_listed", *columns]).removesuffix("_order_id")
    indexed = [orders.c[column] for column in ("domain_id", *columns)]
    condition = IS_LISTED if where is None else IS_LISTED & where
    Index(name, *indexed, sqlite_where=condition, postgresql_where=condition)


# Each filter of the list with its two most used sort keys.
for _time_key in ("created_at", "updated_at"):
    _list_index(_time_key, "order_id")
    for _filter in (
        "status",
        "payment_status",
        "fulfillment_status",
        "financial_status",
        "customer_id",
        "store_id",
        "country",
    ):
        _list_index(_filter, _time_key, "order_id")
    # Few orders have returns, holds or an assignee: the others cost these indexes nothing.
    _list_index("return_status", _time_key, "order_id", where=HAS_RETURNS)
    _list_index("assignee", _time_key, "order_id", where=IS_ASSIGNED)
    _list_index(_time_key, "order_id", where=HAS_HOLD, name=f"ix_orders_listed_held_{_time_key}")
_has_ship_by = orders.c.ship_by.is_not(None)
_late = "ix_orders_listed_late_ship_by"
_list_index("ship_by", "order_id", where=CAN_BE_LATE & _has_ship_by, name=_late)
_list_index("total", "order_id")
_list_index("number_folded")
_list_index("number_reversed")
_list_index("number_key", "order_id")
_list_index("ship_by", "order_id")

# Counts the orders of a month that are in no list.
Index(
    "ix_orders_archived_created_at",
    *(orders.c[name] for name in ("domain_id", "created_at", "order_id")),
    sqlite_where=orders.c.archived_at.is_not(None),
    postgresql_where=orders.c.archived_at.is_not(None),
)

ENDS_BY_ITSELF: Final = orders.c.next_release_at.is_not(None)
"""Condition of orders with a hold that ends at a known time."""
LATENESS_IS_DUE: Final = and_(
    IS_LISTED, CAN_BE_LATE, _has_ship_by, orders.c.late_ship_by.is_distinct_from(orders.c.ship_by)
)
"""Condition of orders whose lateness is to be recorded once ``ship_by`` has passed."""
# By time first: the reaper looks for due orders of all domains in one read.
for _due, _since, _is_due in (
    ("release", "next_release_at", ENDS_BY_ITSELF),
    ("lateness", "ship_by", LATENESS_IS_DUE),
):
    _key = tuple(orders.c[name] for name in (_since, "domain_id", "order_id"))
    Index(f"ix_orders_due_{_due}", *_key, sqlite_where=_is_due, postgresql_where=_is_due)

# Finds a customer's orders that are in no list.
_is_of_customer = orders.c.archived_at.is_not(None) & orders.c.customer_id.is_not(None)
Index(
    "ix_orders_archived_customer_id",
    *(orders.c[name] for name in ("domain_id", "customer_id", "order_id")),
    sqlite_where=_is_of_customer,
    postgresql_where=_is_of_customer,
)

HAS_EXPIRING_CONTACT: Final = and_(
    or_(*(orders.c.status == literal_column(f"'{s}'") for s in sorted(CLOSED_TO_FULFILLMENT))),
    _is_not(orders.c.customer_name, ERASED),
)
"""Condition of closed orders whose contact data are not erased."""
Index(
    "ix_orders_expiring_contact",
    *(orders.c[name] for name in ("domain_id", "updated_at", "order_id")),
    sqlite_where=HAS_EXPIRING_CONTACT,
    postgresql_where=HAS_EXPIRING_CONTACT,
)

order_lines: Final = Table(
    "order_lines",
    metadata,
    _id("domain_id"),
    _id("order_id"),
    _id("line_id"),
    _integer("position"),
    _text("product_id", 255, nullable=True),
    # Rows of earlier releases have up to 500 characters.
    _text("sku", nullable=True),
    _text("name"),
    _integer("quantity"),
    _money("selling_price"),
    _integer("fulfilled"),
    Column("requires_shipping", Boolean, nullable=False, server_default=true()),
    _map("attributes"),
    # The fifth and the sixth decimal of the price. Earlier releases do not know them.
    Column("selling_price_millionths", SmallInteger, nullable=False, server_default="0"),
    Column("discount", BigInteger, nullable=False, server_default="0"),
    Column("tax", BigInteger, nullable=True),
    _zero("cancelled_quantity", Integer),
    _zero("cancelled_worth", BigInteger),
    _zero("restock_requested_quantity", Integer),
    _zero("set_aside_quantity", Integer),
    *_of_order("line_id"),
    CheckConstraint("quantity >= 1 AND 0 <= fulfilled AND fulfilled <= quantity", "quantities"),
    CheckConstraint("selling_price >= 0", "price"),
    CheckConstraint("requires_shipping OR fulfilled = 0", "shipping"),
    CheckConstraint(
        "selling_price_millionths BETWEEN 0 AND 99 AND discount >= 0 AND tax >= 0", "amounts"
    ),
    CheckConstraint(
        "0 <= cancelled_quantity AND cancelled_quantity <= quantity - fulfilled "
        "AND cancelled_worth >= 0",
        "cancelled",
    ),
    CheckConstraint(
        "0 <= restock_requested_quantity AND 0 <= set_aside_quantity "
        "AND set_aside_quantity <= cancelled_quantity - restock_requested_quantity",
        "cancelled_stock",
    ),
)
Index(None, *(order_lines.c[name] for name in ("domain_id", "sku", "order_id")))

fulfillments: Final = Table(
    "fulfillments",
    metadata,
    _id("domain_id"),
    _id("order_id"),
    _id("fulfillment_id"),
    _integer("position"),
    _text("status", 20),
    _document("items"),
    _text("shipping_method", nullable=True),
    _text("provider_id", nullable=True),
    _text("awb", nullable=True),
    _text("tracking_url", nullable=True),
    _document("delivery_person", nullable=True),
    _document("customer", nullable=True),
    _document("pickup_address", nullable=True),
    _time("handed_over_at", nullable=True),
    Column("report_count", Integer, nullable=False, server_default="0"),
    Column("more_tracking", Document(), nullable=False, server_default="[]"),
    _time("created_at"),
    _time("updated_at"),
    *_of_order("fulfillment_id"),
)
Index(None, fulfillments.c.domain_id, fulfillments.c.awb)

tenders: Final = Table(
    "tenders",
    metadata,
    _id("domain_id"),
    _id("order_id"),
    _id("tender_id"),
    _integer("position"),
    _text("method"),
    _money("amount"),
    _text("reference", nullable=True),
    _text("provider_id", nullable=True),
    _text("status", 20),
    *_of_order("tender_id"),
    CheckConstraint("amount > 0", "amount"),
)

refunds: Final = Table(
    "refunds",
    metadata,
    _id("domain_id"),
    _id("order_id"),
    _id("refund_id"),
    _integer("position"),
    _money("amount"),
    # Earlier releases do not write it: their refunds were goodwill.
    Column("owed", BigInteger, nullable=False, server_default="0"),
    _text("status", 20),
    Column("reason", Text, nullable=True),
    _time("created_at"),
    # Units, an entry for each line and fulfillment. A refund of a bare amount has none.
    _list("items"),
    _zero("shipping", BigInteger),
    _zero("adjustment", BigInteger),
    _id("return_id", nullable=True),
    # Shares of the tenders.
    _list("parts"),
    *_of_order("refund_id"),
    CheckConstraint("amount >= 0", "amount"),
    CheckConstraint("shipping >= 0", "shipping"),
)
_key = tuple(
    refunds.c[name] for name in ("domain_id", "status", "created_at", "order_id", "refund_id")
)
Index(None, *_key)

timeline: Final = Table(
    "timeline",
    metadata,
    _id("domain_id"),
    _id("order_id"),
    _integer("position"),
    _id("entry_id"),
    _text("type", 40),
    _time("at"),
    _text("by", 200),
    _integer("version"),
    _text("from_status", 20, nullable=True),
    _text("to_status", 20, nullable=True),
    Column("note", Text, nullable=True),
    _document("notified"),
    _document("data"),
    *_of_order("position"),
)

order_tags: Final = Table(
    "order_tags",
    metadata,
    _id("domain_id"),
    _id("order_id"),
    _text("tag", 64),
    # Copied from the order by triggers (migrations 0010 and 0017).
    _time("created_at", nullable=True),
    _time("updated_at", nullable=True),
    *_of_order("tag"),
)
for _time_key in ("created_at", "updated_at"):
    _key = tuple(order_tags.c[name] for name in ("domain_id", "tag", _time_key, "order_id"))
    Index(None, *_key)

order_words: Final = Table(
    "order_words",
    metadata,
    _id("domain_id"),
    _id("order_id"),
    Column("words", Words(), nullable=False),
    *_of_order(),
)
Index("ix_order_words_words", order_words.c.words, postgresql_using="gin").ddl_if("postgresql")

# Orders that an earlier release has changed. Triggers on orders insert them (migration 0028).
search_backlog: Final = Table(
    "search_backlog",
    metadata,
    _id("domain_id"),
    _id("order_id"),
    PrimaryKeyConstraint("domain_id", "order_id"),
)

order_attributes: Final = Table(
    "order_attributes",
    metadata,
    _id("domain_id"),
    _id("order_id"),
    # SHA-256 of "key:value": a value may be longer than an index of PostgreSQL accepts.
    _text("digest", 64),
    # Copied from the order by triggers (migration 0027).
    _time("created_at", nullable=True),
    _time("updated_at", nullable=True),
    *_of_order("digest"),
)
for _time_key in ("created_at", "updated_at"):
    _key = tuple(
        order_attributes.c[name] for name in ("domain_id", "digest", _time_key, "order_id")
    )
    Index(None, *_key)

order_external_ids: Final = Table(
    "order_external_ids",
    metadata,
    _id("domain_id"),
    _id("order_id"),
    _text("system", 100),
    _text("external_id", 255),
    *_of_order("system"),
    UniqueConstraint("domain_id", "system", "external_id"),
)

# Tracking numbers beyond the first, which is in the fulfillment's row.
order_awbs: Final = Table(
    "order_awbs",
    metadata,
    _id("domain_id"),
    _id("order_id"),
    _text("awb"),
    *_of_order("awb"),
)
# With all columns, or SQLite prefers the primary key, which would read all numbers of a domain.
Index(None, order_awbs.c.domain_id, order_awbs.c.awb, order_awbs.c.order_id)

KIND_OF_ORDER: Final = (
    "domain_id",
    "status",
    "payment_status",
    "fulfillment_status",
    "financial_status",
    "store_id",
)
"""Columns by which orders are counted, so that the total of a list need not count rows."""

# Triggers on orders insert a row for each change (migrations 0009, 0017 and 0030), a bulk one for
# each kind; the reaper sums them up.
order_counts: Final = Table(
    "order_counts",
    metadata,
    _id("domain_id"),
    Column("entry_id", plain_text(36), nullable=False, server_default=FetchedValue()),
    *(Column(name, orders.c[name].type, nullable=False) for name in KIND_OF_ORDER[1:]),
    Column("delta", BigInteger, nullable=False),
    PrimaryKeyConstraint("domain_id", "entry_id"),
)

restocks: Final = Table(
    "restocks",
    metadata,
    _id("domain_id"),
    _id("order_id"),
    _id("line_id"),
    _text("sku", nullable=True),
    _integer("quantity"),
    _time("restocked_at"),
    # The defaults serve earlier releases, which restock on cancellation only.
    Column("position", Integer, nullable=False, server_default="0"),
    Column("cause", plain_text(20), nullable=False, server_default="cancellation"),
    Column("cause_id", plain_text(64), nullable=False, server_default=""),
    *_of_order("line_id", "cause", "cause_id"),
    CheckConstraint("quantity >= 1", "quantity"),
)

order_numbers: Final = Table(
    "order_numbers",
    metadata,
    _id("domain_id"),
    Column("last", BigInteger, nullable=False),
    PrimaryKeyConstraint("domain_id"),
)

# Refunds to be made by hand.
refunds_due: Final = Table(
    "refunds_due",
    metadata,
    _id("domain_id"),
    _id("order_id"),
    _id("refund_id"),
    _money("amount"),
    _text("currency", 3),
    _time("due_since"),
    *_of_order("refund_id"),
    CheckConstraint("amount > 0", "amount"),
)

outbox: Final = Table(
    "outbox",
    metadata,
    _id("domain_id"),
    _text("message_id", 100),
    _id("order_id"),
    _integer("version"),
    _text("channel", 20),
    _text("about", 40),
    # A trigger sets it for releases that do not know the column (migration 0015).
    Column("is_notification", Boolean, nullable=False, server_default=false()),
    Column("data", Document(), nullable=False, server_default="{}"),
    _time("created_at"),
    Column("due_at", UtcDateTime, nullable=False, server_default=SINCE_EVER),
    Column("generation", Integer, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),
    _text("last_error", nullable=True),
    _time("retried_at", nullable=True),
    _time("dead_at", nullable=True),
    _time("delivered_at", nullable=True),
    PrimaryKeyConstraint("domain_id", "message_id"),
)
WAITING: Final = outbox.c.delivered_at.is_(None) & outbox.c.dead_at.is_(None)
"""Messages to be delivered. Dead messages are excluded until they are retried by hand."""
_key = (outbox.c.domain_id, outbox.c.order_id, outbox.c.channel, outbox.c.version)
Index(None, *_key, sqlite_where=WAITING, postgresql_where=WAITING)
CLAIMABLE: Final = WAITING & (outbox.c.generation >= literal_column("0"))
"""Messages to be delivered, for queries by due time only.

The condition on the generation is always true. It keeps PostgreSQL from using this index to find an
order's messages, which it does while it expects few waiting messages.
"""
_key = (outbox.c.channel, outbox.c.due_at)
Index("ix_outbox_due", *_key, sqlite_where=CLAIMABLE, postgresql_where=CLAIMABLE)
_key = (outbox.c.channel, outbox.c.domain_id, outbox.c.due_at)
Index("ix_outbox_due_of_domain", *_key, sqlite_where=CLAIMABLE, postgresql_where=CLAIMABLE)
DEAD: Final = outbox.c.dead_at.is_not(None)
"""Messages whose last retry failed."""
Index(None, outbox.c.dead_at, sqlite_where=DEAD, postgresql_where=DEAD)
_ARRIVED: Final = outbox.c.delivered_at.is_not(None)
_key = (outbox.c.channel, outbox.c.delivered_at)
Index(None, *_key, sqlite_where=_ARRIVED, postgresql_where=_ARRIVED)
FINISHED: Final = outbox.c.delivered_at.is_not(None) | outbox.c.dead_at.is_not(None)
"""Messages that were delivered, or are dead."""
# Finds the messages of an order whose data are to be erased.
_key = (outbox.c.domain_id, outbox.c.order_id)
Index("ix_outbox_finished", *_key, sqlite_where=FINISHED, postgresql_where=FINISHED)
IS_NOTIFICATION: Final = outbox.c.is_notification
"""Messages to customers, in any channel."""
_key = (outbox.c.domain_id, outbox.c.order_id, outbox.c.version)
Index(
    "ix_outbox_notifications",
    *_key,
    sqlite_where=IS_NOTIFICATION,
    postgresql_where=IS_NOTIFICATION,
)

idempotency_keys: Final = Table(
    "idempotency_keys",
    metadata,
    _id("domain_id"),
    _text("key", 255),
    _text("fingerprint", 64),
    Column("answer", LargeBinary, nullable=False),
    _time("recorded_at"),
    PrimaryKeyConstraint("domain_id", "key"),
    Index(None, "recorded_at"),
)

access_keys: Final = Table(
    "access_keys",
    metadata,
    _id("domain_id"),
    _id("key_id"),
    _text("digest", 64),
    _document("scopes"),
    _time("created_at"),
    _time("last_used_at", nullable=True),
    _time("revoked_at", nullable=True),
    # The former release writes neither.
    _text("name", 200, nullable=True),
    _time("expires_at", nullable=True),
    # Scopes that the former release does not know: it cannot read a key that has them in scopes.
    _list("more_scopes"),
    PrimaryKeyConstraint("domain_id", "key_id"),
    UniqueConstraint("digest"),
)
