"""Triggers that copy the times of orders to order_attributes, as they do to order_tags.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Final

from alembic import op

revision = "0027"
down_revision = "0026"

_OF_THE_ORDER: Final = "domain_id = NEW.domain_id AND order_id = NEW.order_id"
_SET_TIMES: Final = (
    "UPDATE order_attributes SET created_at = NEW.created_at, updated_at = NEW.updated_at "
    f"WHERE {_OF_THE_ORDER}; "
)


def upgrade() -> None:
    """Create the triggers. Most orders have no attributes, so theirs do nothing."""
    if op.get_context().dialect.name != "postgresql":
        op.execute(
            "CREATE TRIGGER time_attribute AFTER INSERT ON order_attributes BEGIN "
            "UPDATE order_attributes SET (created_at, updated_at) = "
            f"(SELECT created_at, updated_at FROM orders WHERE {_OF_THE_ORDER}) "
            f"WHERE {_OF_THE_ORDER} AND digest = NEW.digest; END"
        )
        op.execute(
            "CREATE TRIGGER time_attributes_of_order AFTER UPDATE ON orders "
            "WHEN NEW.attributes <> '{}' AND (OLD.updated_at IS NOT NEW.updated_at "
            f"OR OLD.created_at IS NOT NEW.created_at) BEGIN {_SET_TIMES}END"
        )
        return
    with op.get_context().autocommit_block():
        op.execute(
            "CREATE OR REPLACE TRIGGER time_attribute BEFORE INSERT ON order_attributes "
            "FOR EACH ROW EXECUTE FUNCTION time_tag()"
        )
        op.execute(
            "CREATE OR REPLACE FUNCTION time_attributes_of_order() RETURNS trigger "
            f"LANGUAGE plpgsql AS $$ BEGIN {_SET_TIMES}RETURN NULL; END $$"
        )
        op.execute(
            "CREATE OR REPLACE TRIGGER time_attributes_of_orders AFTER UPDATE ON orders "
            "FOR EACH ROW WHEN (NEW.attributes <> '{}' AND (OLD.created_at, OLD.updated_at) "
            "IS DISTINCT FROM (NEW.created_at, NEW.updated_at)) "
            "EXECUTE FUNCTION time_attributes_of_order()"
        )
