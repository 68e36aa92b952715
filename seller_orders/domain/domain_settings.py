"""The settings of a domain: its rules and preferences."""

from collections.abc import Mapping
from typing import Final

from attrs import field, fields_dict, frozen

from seller_orders.domain.cancellation_rules import CancellationRules
from seller_orders.domain.carrier_connection import CarrierConnection
from seller_orders.domain.handling_time import HandlingTime
from seller_orders.domain.notification_settings import NotificationSettings
from seller_orders.domain.order_numbering import OrderNumbering
from seller_orders.domain.payment_connection import PaymentConnection
from seller_orders.domain.retention import Retention
from seller_orders.domain.return_rules import ReturnRules
from seller_orders.domain.transition_rules import OPEN, TransitionRules, ensure_complete


@frozen(kw_only=True)
class DomainSettings:
    """All settings of one domain at one version.

    A section that the domain does not set has the installation's default. ``version`` is 0 until
    the domain sets a section. ``time_zone`` is an IANA name: bare dates in filters are days there.
    ``language`` is that of notifications to customers without one of their own; None is the
    installation's. ``handling`` gives orders without ``ship_by`` one; None gives none.
    ``retention`` says when contact data are erased; None keeps them.
    """

    version: int = 0
    transitions: TransitionRules = field(default=OPEN, converter=ensure_complete, hash=False)
    cancellation: CancellationRules = field(factory=CancellationRules)
    returns: ReturnRules = field(factory=ReturnRules)
    time_zone: str = "UTC"
    language: str | None = None
    handling: HandlingTime | None = None
    numbering: OrderNumbering = field(factory=OrderNumbering)
    notifications: NotificationSettings = field(factory=NotificationSettings)
    carriers: Mapping[str, CarrierConnection] = field(factory=dict, hash=False)
    payments: Mapping[str, PaymentConnection] = field(factory=dict, hash=False)
    retention: Retention | None = None


SECTIONS: Final = tuple(name for name in fields_dict(DomainSettings) if name != "version")
"""Names of the sections."""
