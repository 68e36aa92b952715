"""Means and permissions that a bulk action applies with."""

from attrs import frozen

from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.order import Order
from seller_orders.domain.timeline import Change


@frozen(kw_only=True)
class ActionContext:
    """Caller of a bulk action, sources of its changes and ids, and the domain's settings."""

    by: str
    changes: ChangeFactory
    ids: IdGenerator
    settings: DomainSettings

    def new_change(self, order: Order, *, note: str | None = None, notify: bool = False) -> Change:
        """Return the caller's next change of an order."""
        return self.changes.new_change(order, self.by, note=note, notify=notify)
