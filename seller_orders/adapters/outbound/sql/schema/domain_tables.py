"""Table of the registered domains.

They belong to the installation, a tenant that no domain can be: ``domain_id`` is ``INSTALLATION``
in every row.
"""

from typing import Final

from sqlalchemy import PrimaryKeyConstraint, Table

from seller_orders.adapters.outbound.sql.schema.table_parts import (
    id_column,
    metadata,
    text_column,
    time_column,
)

domains: Final = Table(
    "domains",
    metadata,
    id_column("domain_id"),
    id_column("id"),
    text_column("name", 200),
    time_column("created_at"),
    time_column("updated_at"),
    time_column("archived_at", nullable=True),
    PrimaryKeyConstraint("domain_id", "id"),
)
