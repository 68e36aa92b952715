"""Units of work on what a domain sets up for itself: settings, endpoints, keys, users."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

from seller_orders.application.ports.event_cursors import DomainEventCursors
from seller_orders.application.ports.settings_repository import SettingsRepository
from seller_orders.application.ports.unit_of_work import Transaction
from seller_orders.application.ports.webhook_deliveries import DeliveryRecorder
from seller_orders.application.ports.webhook_endpoints import WebhookEndpoints


class DomainUnitOfWork(Transaction, Protocol):
    """A transaction on what a domain sets up for itself."""

    @property
    def endpoints(self) -> WebhookEndpoints:
        """The webhook endpoints."""
        ...

    @property
    def deliveries(self) -> DeliveryRecorder:
        """The attempts to deliver events to the endpoints."""
        ...

    @property
    def settings(self) -> SettingsRepository:
        """The settings."""
        ...

    @property
    def event_cursors(self) -> DomainEventCursors:
        """The cursors of the domain's own event consumers."""
        ...


BeginDomainUnitOfWork: TypeAlias = Callable[[str], AbstractContextManager[DomainUnitOfWork]]
"""Begins a unit of work of the domain with this id; it ends with the ``with`` block."""
