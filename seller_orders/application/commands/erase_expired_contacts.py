"""Erase contact data of closed orders once the retention period of their domain is over."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from attrs import frozen
from returns.result import Result

from seller_orders.application.commands.erase_orders import EraseOrders
from seller_orders.application.order_changes import SYSTEM
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.customer_orders import ExpiredContacts
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.domain.fulfillment_policy import CLOSED_TO_FULFILLMENT
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal

_BATCH: Final = 50

_log: Final = logging.getLogger("seller_orders.relay")


@frozen(kw_only=True)
class EraseExpiredContacts:
    """Erases a batch of each domain in turn, so that no domain waits for another one's backlog."""

    expired: ExpiredContacts
    settings: DomainSettingsReader
    erase_orders: Callable[[EraseOrders], Result[Sequence[Order], Refusal]]
    clock: Clock

    def __call__(self) -> bool:
        """Erase some orders of every domain; return True if there may be more."""
        # Each domain has its turn, whichever has more.
        has_more = [self._has_more(domain_id) for domain_id in self.expired.domains()]
        return any(has_more)

    def _has_more(self, domain_id: str) -> bool:
        try:
            return self._erase_some(domain_id)
        except StoreUnavailableError as error:
            _log.warning("contact data of %s will be erased later: %s", domain_id, error)
        except Exception:  # noqa: BLE001  # one domain's failure must not stop the others
            _log.exception("contact data of %s could not be erased", domain_id)
        return False

    def _erase_some(self, domain_id: str) -> bool:
        retention = self.settings.of(domain_id).retention
        if retention is None:
            return False
        moment = self.clock.now() - timedelta(days=retention.erase_contacts_after_days)
        order_ids = self.expired.closed_before(domain_id, moment, _BATCH)
        if not order_ids:
            return False
        command = EraseOrders(
            domain_id=domain_id,
            order_ids=order_ids,
            by=SYSTEM,
            is_wanted=lambda order: (
                order.status in CLOSED_TO_FULFILLMENT and order.updated_at <= moment
            ),
        )
        # A batch of which nothing is left to erase ends the run, or it would be found again.
        return bool(self.erase_orders(command).unwrap()) and len(order_ids) == _BATCH
