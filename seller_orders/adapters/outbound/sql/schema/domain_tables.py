"""Table of the registered domains.

They belong to the installation, a tenant that no domain can be: ``domain_id`` is ``INSTALLATION``
in every row.
"""

from typing import Final

from sqlalchemy import Column, PrimaryKeyConstraint, Table

from seller_orders.adapters.outbound.sql.schema.column_types import UtcDateTime, plain_text
from seller_orders.adapters.outbound.sql.schema.columns import metadata

domains: Final = Table(
    "domains",
    metadata,
    Column("domain_id", plain_text(64), nullable=False),
    Column("id", plain_text(64), nullable=False),
    Column("name", plain_text(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("archived_at", UtcDateTime, nullable=True),
    PrimaryKeyConstraint("domain_id", "id"),
)
