"""Parts that an embedding service provides itself."""

from collections.abc import Mapping

from attrs import field, frozen

from seller_orders.application.notification_channels import NotificationChannel
from seller_orders.application.ports.carrier_directory import Carrier
from seller_orders.application.ports.event_publisher import EventPublisher
from seller_orders.application.ports.payment_provider import PaymentProvider
from seller_orders.domain.cancellation_policy import CancellationPolicy, ensure_cancellable
from seller_orders.domain.return_rules import ReturnRules


@frozen(kw_only=True)
class Extensions:
    """Parts that replace those of the settings.

    None keeps the settings' part: their ``carriers``, their webhook for ``events``, their
    ``channels`` of notifications. Without ``payments``, people make refunds manually.
    """

    carriers: Mapping[str, Carrier] | None = None
    payments: PaymentProvider | None = None
    events: EventPublisher | None = None
    channels: tuple[NotificationChannel, ...] | None = None
    cancellation: CancellationPolicy = ensure_cancellable
    return_rules: ReturnRules = field(factory=ReturnRules)
