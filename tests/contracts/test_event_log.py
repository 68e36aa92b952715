from seller_orders.testing.contracts.domain_event_cursors import DomainEventCursorsContract
from seller_orders.testing.contracts.event_cursors import EventCursorsContract
from seller_orders.testing.contracts.event_log import EventLogContract


class TestEventLog(EventLogContract):
    """On every store."""


class TestEventCursors(EventCursorsContract):
    """On every store."""


class TestDomainEventCursors(DomainEventCursorsContract):
    """On every store."""
