"""List the actions that an order allows."""

from collections.abc import Mapping

from attrs import frozen
from returns.result import Result, Success

from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.order_reader import OrderReader
from seller_orders.domain.cancellation import CancellationRequest, CancelReason
from seller_orders.domain.cancellation_policy import CancellationPolicy, ensure_cancellable
from seller_orders.domain.cancellation_rules import CancellationRules, ensure_accepted
from seller_orders.domain.comment import ensure_commentable
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.edit_policy import ensure_money_editable
from seller_orders.domain.fulfillment_policy import ensure_any_fulfillable
from seller_orders.domain.hold import HoldReason, HoldRequest
from seller_orders.domain.hold_policy import ensure_any_hold, ensure_holdable
from seller_orders.domain.item_cancellation_policy import ensure_any_cancellable
from seller_orders.domain.order import Order
from seller_orders.domain.refund_policy import ensure_any_refund
from seller_orders.domain.refusals import OrderNotFound, Refusal
from seller_orders.domain.return_policy import ensure_any_returnable
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.status_policy import ensure_transition


@frozen
class OrderActions:
    """List the actions that an order allows.

    Refusals: order_not_found.

    >>> allowed = orders.order_actions(OrderActions("dom_1", "ord_1")).unwrap()
    >>> allowed.cancel is None, allowed.status[OrderStatus.SHIPPED] is None
    (True, True)
    """

    domain_id: str
    order_id: str


@frozen
class AvailableActions:
    """The refusal of each status and action; None if it is allowed.

    ``cancel_reasons`` are the reasons that the domain accepts.
    """

    version: int
    status: Mapping[OrderStatus, Refusal | None]
    cancel: Refusal | None
    items_cancel: Refusal | None
    fulfill: Refusal | None
    refund: Refusal | None
    edit: Refusal | None
    hold: Refusal | None
    release: Refusal | None
    comment: Refusal | None
    assign: Refusal | None
    return_: Refusal | None
    cancel_reasons: tuple[CancelReason, ...]


@frozen(kw_only=True)
class OrderActionsHandler:
    """Applies the same policies as the operations."""

    reader: OrderReader
    clock: Clock
    settings: DomainSettingsReader
    cancellation: CancellationPolicy = ensure_cancellable

    def __call__(self, query: OrderActions) -> Result[AvailableActions, OrderNotFound]:
        """Return the refusal, if any, of each action."""
        settings = self.settings.of(query.domain_id)
        found = self.reader.order(query.domain_id, query.order_id)
        return found.map(lambda order: self._available(order, settings))

    def _available(self, order: Order, settings: DomainSettings) -> AvailableActions:
        now = self.clock.now()
        transitions = settings.transitions
        reason = _any_reason(settings.cancellation)
        return AvailableActions(
            version=order.version,
            status={
                status: _refusal(ensure_transition(order.status, status, transitions))
                for status in OrderStatus
            },
            cancel=_refusal(
                reason.bind(lambda reason: self.cancellation(order, _plain(reason), transitions))
            ),
            items_cancel=_refusal(
                reason.bind(lambda _: ensure_any_cancellable(order, transitions))
            ),
            cancel_reasons=settings.cancellation.accepted,
            fulfill=_refusal(ensure_any_fulfillable(order, now)),
            refund=_refusal(ensure_any_refund(order)),
            edit=_refusal(ensure_money_editable(order)),
            hold=_refusal(ensure_holdable(order, HoldRequest(reason=HoldReason.OTHER), now)),
            release=_refusal(ensure_any_hold(order, now)),
            comment=_refusal(ensure_commentable(order)),
            assign=None,
            return_=_refusal(ensure_any_returnable(order, settings.returns)),
        )


def _any_reason(rules: CancellationRules) -> Result[CancelReason, Refusal]:
    accepted: Result[CancelReason, Refusal] = ensure_accepted(
        next(iter(rules.accepted), CancelReason.OTHER), rules
    )
    return accepted


def _plain(reason: CancelReason) -> CancellationRequest:
    """Return a request for the reason, which may need an explanation."""
    return CancellationRequest(reason=reason, details=str(reason))


def _refusal(decision: Result[object, Refusal]) -> Refusal | None:
    return None if isinstance(decision, Success) else decision.failure()
