"""Initial tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, VARCHAR

revision = "0001"
down_revision = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "access_keys",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("key_id", _text(64), nullable=False),
        sa.Column("digest", _text(64), nullable=False),
        sa.Column("scopes", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("domain_id", "key_id", name="pk_access_keys"),
        sa.UniqueConstraint("digest", name="uq_access_keys_digest"),
    )
    op.create_table(
        "order_numbers",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("domain_id", name="pk_order_numbers"),
    )
    op.create_table(
        "orders",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("order_id", _text(64), nullable=False),
        sa.Column("order_number", _text(500), nullable=False),
        sa.Column("number_folded", _text(1500), nullable=False),
        sa.Column("number_reversed", _text(1500), nullable=False),
        sa.Column("store_id", _text(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", _text(20), nullable=False),
        sa.Column("payment_status", _text(20), nullable=False),
        sa.Column("fulfillment_status", _text(20), nullable=False),
        sa.Column("financial_status", _text(20), nullable=False),
        sa.Column("currency", _text(3), nullable=False),
        sa.Column("customer_id", _text(64), nullable=False),
        sa.Column("customer_name", _text(200), nullable=False),
        sa.Column("customer_email", _text(500), nullable=True),
        sa.Column("customer_phone", _text(32), nullable=True),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("shipping", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("captured", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("payment_method", _text(500), nullable=False),
        sa.Column("shipping_address", DOCUMENT, nullable=True),
        sa.Column("billing_address", DOCUMENT, nullable=True),
        sa.Column("tags", DOCUMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("cancellation", DOCUMENT, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "0 <= refunded AND refunded <= captured AND captured <= total",
            name=op.f("ck_orders_money"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_orders_version")),
        sa.PrimaryKeyConstraint("domain_id", "order_id", name="pk_orders"),
        sa.UniqueConstraint("domain_id", "order_number", name="uq_orders_domain_id_order_number"),
    )
    op.create_table(
        "outbox",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("message_id", _text(100), nullable=False),
        sa.Column("order_id", _text(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel", _text(20), nullable=False),
        sa.Column("about", _text(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("domain_id", "message_id", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_channel_created_at",
        "outbox",
        ["channel", "created_at"],
        sqlite_where=sa.text("delivered_at IS NULL"),
        postgresql_where=sa.text("delivered_at IS NULL"),
    )
    op.create_table(
        "fulfillments",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("order_id", _text(64), nullable=False),
        sa.Column("fulfillment_id", _text(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", _text(20), nullable=False),
        sa.Column("items", DOCUMENT, nullable=False),
        sa.Column("shipping_method", _text(500), nullable=True),
        sa.Column("provider_id", _text(500), nullable=True),
        sa.Column("awb", _text(500), nullable=True),
        sa.Column("tracking_url", _text(500), nullable=True),
        sa.Column("delivery_person", DOCUMENT, nullable=True),
        sa.Column("customer", DOCUMENT, nullable=True),
        sa.Column("pickup_address", DOCUMENT, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["domain_id", "order_id"],
            ["orders.domain_id", "orders.order_id"],
            name="fk_fulfillments_orders",
        ),
        sa.PrimaryKeyConstraint("domain_id", "order_id", "fulfillment_id", name="pk_fulfillments"),
    )
    op.create_index("ix_fulfillments_domain_id_awb", "fulfillments", ["domain_id", "awb"])
    op.create_table(
        "order_lines",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("order_id", _text(64), nullable=False),
        sa.Column("line_id", _text(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", _text(64), nullable=False),
        sa.Column("sku", _text(500), nullable=False),
        sa.Column("name", _text(200), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("selling_price", sa.BigInteger(), nullable=False),
        sa.Column("fulfilled", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "quantity >= 1 AND 0 <= fulfilled AND fulfilled <= quantity",
            name=op.f("ck_order_lines_quantities"),
        ),
        sa.CheckConstraint("selling_price >= 0", name=op.f("ck_order_lines_price")),
        sa.ForeignKeyConstraint(
            ["domain_id", "order_id"],
            ["orders.domain_id", "orders.order_id"],
            name="fk_order_lines_orders",
        ),
        sa.PrimaryKeyConstraint("domain_id", "order_id", "line_id", name="pk_order_lines"),
    )
    op.create_table(
        "order_tags",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("order_id", _text(64), nullable=False),
        sa.Column("tag", _text(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["domain_id", "order_id"],
            ["orders.domain_id", "orders.order_id"],
            name="fk_order_tags_orders",
        ),
        sa.PrimaryKeyConstraint("domain_id", "order_id", "tag", name="pk_order_tags"),
    )
    op.create_index(
        "ix_order_tags_domain_id_tag_order_id", "order_tags", ["domain_id", "tag", "order_id"]
    )
    op.create_table(
        "refunds",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("order_id", _text(64), nullable=False),
        sa.Column("refund_id", _text(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("status", _text(20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_refunds_amount")),
        sa.ForeignKeyConstraint(
            ["domain_id", "order_id"],
            ["orders.domain_id", "orders.order_id"],
            name="fk_refunds_orders",
        ),
        sa.PrimaryKeyConstraint("domain_id", "order_id", "refund_id", name="pk_refunds"),
    )
    op.create_table(
        "restocks",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("order_id", _text(64), nullable=False),
        sa.Column("line_id", _text(64), nullable=False),
        sa.Column("sku", _text(500), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("restocked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_restocks_quantity")),
        sa.ForeignKeyConstraint(
            ["domain_id", "order_id"],
            ["orders.domain_id", "orders.order_id"],
            name="fk_restocks_orders",
        ),
        sa.PrimaryKeyConstraint("domain_id", "order_id", "line_id", name="pk_restocks"),
    )
    op.create_table(
        "timeline",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("order_id", _text(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entry_id", _text(64), nullable=False),
        sa.Column("type", _text(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", _text(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_status", _text(20), nullable=True),
        sa.Column("to_status", _text(20), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("notified", DOCUMENT, nullable=False),
        sa.Column("data", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["domain_id", "order_id"],
            ["orders.domain_id", "orders.order_id"],
            name="fk_timeline_orders",
        ),
        sa.PrimaryKeyConstraint("domain_id", "order_id", "position", name="pk_timeline"),
    )
