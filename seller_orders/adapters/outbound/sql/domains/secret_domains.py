"""Domains that have stored secrets, in SQL."""

from collections.abc import Sequence

from attrs import frozen
from sqlalchemy import Column, Engine, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.schema.settings_tables import domain_settings
from seller_orders.adapters.outbound.sql.schema.webhook_tables import webhook_endpoints


@frozen
class SqlSecretDomains:
    """Lists domains by the primary keys of two tables, each read by its own transaction."""

    engine: Engine

    def some(self, limit: int, after: str = "") -> Sequence[str]:
        """Return some ids of domains that have settings or webhook endpoints."""
        found = {
            *self._of(TenantScope.SETTINGS_OF_ALL, domain_settings.c.domain_id, limit, after),
            *self._of(TenantScope.ENDPOINTS_OF_ALL, webhook_endpoints.c.domain_id, limit, after),
        }
        return sorted(found)[:limit]

    def _of(
        self, scope: TenantScope, domain_id: Column[str], limit: int, after: str
    ) -> Sequence[str]:
        page = select(domain_id).distinct().where(domain_id > after).order_by(domain_id)
        with transaction(self.engine, tenant=scope) as connection:
            return connection.scalars(page.limit(limit)).all()
