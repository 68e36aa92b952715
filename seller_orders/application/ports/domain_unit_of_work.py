"""Units of work on a domain's own resources: settings, endpoints, keys, users."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

from seller_orders.application.ports.domains import DomainRepository
from seller_orders.application.ports.event_cursors import DomainEventCursors
from seller_orders.application.ports.key_repository import KeyRepository
from seller_orders.application.ports.saved_views import SavedViewRepository
from seller_orders.application.ports.sessions import SessionRepository
from seller_orders.application.ports.settings_repository import SettingsRepository
from seller_orders.application.ports.unit_of_work import Transaction
from seller_orders.application.ports.user_repository import UserRepository
from seller_orders.application.ports.webhook_deliveries import DeliveryRecorder
from seller_orders.application.ports.webhook_endpoints import WebhookEndpoints


class DomainUnitOfWork(Transaction, Protocol):
    """A transaction on a domain's own resources, or on the installation's domains."""

    @property
    def domains(self) -> DomainRepository:
        """The registered domains, in a unit of work of the installation."""
        ...

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

    @property
    def keys(self) -> KeyRepository:
        """The API keys."""
        ...

    @property
    def users(self) -> UserRepository:
        """The users."""
        ...

    @property
    def sessions(self) -> SessionRepository:
        """The sessions of the users."""
        ...

    @property
    def views(self) -> SavedViewRepository:
        """The saved views."""
        ...


BeginDomainUnitOfWork: TypeAlias = Callable[[str], AbstractContextManager[DomainUnitOfWork]]
"""Begins a unit of work of the domain with this id, or of ``INSTALLATION``; it ends with the
``with`` block.
"""
