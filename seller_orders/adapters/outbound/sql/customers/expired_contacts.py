"""Closed orders whose contact data are to be erased.

Each domain sets its own time, so its orders are read in the order of their last change, by an index
that has only such orders. A read across domains finds those that set a time, by an index, too.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from attrs import frozen
from sqlalchemy import Select, bindparam, select

from seller_orders.adapters.outbound.sql.connection.engine import Store
from seller_orders.adapters.outbound.sql.connection.statement_batch import read
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.schema.order_indexes import HAS_EXPIRING_CONTACT
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.schema.settings_tables import (
    HAS_RETENTION,
    domain_settings,
)

_CLOSED: Final[Select[Any]] = (
    select(orders.c.order_id)
    .where(
        orders.c.domain_id == bindparam("of_domain"),
        HAS_EXPIRING_CONTACT,
        orders.c.updated_at <= bindparam("moment"),
    )
    .order_by(orders.c.updated_at, orders.c.order_id)
    .limit(bindparam("most"))
)


@frozen
class SqlExpiredContacts:
    """Finds domains and orders. Several may look at once."""

    store: Store

    def domains(self) -> Sequence[str]:
        """Return the domains that set a retention."""
        sets_it = HAS_RETENTION[self.store.dialect.name]
        found = select(domain_settings.c.domain_id).where(sets_it)
        return read(self.store, TenantScope.RETENTIONS, found.order_by("domain_id"), {})

    def closed_before(self, domain_id: str, moment: datetime, limit: int) -> Sequence[str]:
        """Return the ids of some closed orders, unchanged the longest first."""
        wanted = {"of_domain": domain_id, "moment": moment, "most": limit}
        return read(self.store, domain_id, _CLOSED, wanted)
