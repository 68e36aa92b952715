"""Refusals: one frozen class per reason, each with a stable code and a message template.

>>> AlreadyShipped().code
'already_shipped'
>>> OrderIsOpen("pending", ("delivered", "cancelled")).message
'Only delivered or cancelled orders can be archived; this one is pending.'
"""

from collections.abc import Iterable
from typing import Final

from seller_orders.domain.refusals.access_refusals import (
    EmailTaken,
    ExceedsOwnScopes,
    KeyNotFound,
    LastOwner,
    LogInRefused,
    NotViewOwner,
    TooManyLogIns,
    TooManyViews,
    UserNotFound,
    ViewNotFound,
)
from seller_orders.domain.refusals.cancellation_refusals import (
    AlreadyCancelled,
    AlreadyDelivered,
    AlreadyShipped,
    NothingToCancel,
    NothingWouldRemain,
)
from seller_orders.domain.refusals.domain_refusals import DomainExists, DomainNotFound
from seller_orders.domain.refusals.edit_refusals import (
    BelowFulfilled,
    NothingToHandOver,
    TotalBelowZero,
)
from seller_orders.domain.refusals.event_refusals import CursorExpired
from seller_orders.domain.refusals.fulfillment_refusals import (
    FulfillmentIsFinal,
    FulfillmentNotFound,
    HasNoCarrier,
    HoldNotFound,
    NothingToFulfill,
    OnHold,
    OrderIsRefunded,
    QuantityExceedsRemaining,
    UnitsInReturn,
    UnknownProvider,
)
from seller_orders.domain.refusals.order_refusals import (
    BulkFailed,
    BulkFailure,
    DuplicateItem,
    ExternalIdTaken,
    ItemNotFound,
    NothingToTell,
    OrderExists,
    OrderIsClosed,
    OrderIsOpen,
    OrderNotFound,
    OrderNumberTaken,
    TransitionNotAllowed,
    UnknownItem,
    VersionMismatch,
)
from seller_orders.domain.refusals.payment_refusals import (
    CapturedCannotDecrease,
    NothingIsOwed,
    PaymentNotRefundable,
    RefundExceedsCaptured,
    RefundIsSettled,
    RefundNotFound,
    ShippingAlreadyRefunded,
    TenderNotFound,
    TendersDoNotAddUp,
    UnitsAlreadyRefunded,
    UnitsNotShipped,
)
from seller_orders.domain.refusals.refusal import (
    FieldProblem,
    InvalidFields,
    Path,
    Refusal,
)
from seller_orders.domain.refusals.return_refusals import (
    QuantityExceedsExpected,
    QuantityExceedsReturnable,
    ReturnIsFinal,
    ReturnNotFound,
    UnknownReturn,
)
from seller_orders.domain.refusals.settings_refusals import NoSecretKeys
from seller_orders.domain.refusals.webhook_refusals import (
    DeliveryNotFound,
    EndpointIsDisabled,
    EndpointNotFound,
    EventExpired,
    TooManyEndpoints,
)

__all__ = (
    "CODES",
    "AlreadyCancelled",
    "AlreadyDelivered",
    "AlreadyShipped",
    "BelowFulfilled",
    "BulkFailed",
    "BulkFailure",
    "CapturedCannotDecrease",
    "CursorExpired",
    "DeliveryNotFound",
    "DomainExists",
    "DomainNotFound",
    "DuplicateItem",
    "EmailTaken",
    "EndpointIsDisabled",
    "EndpointNotFound",
    "EventExpired",
    "ExceedsOwnScopes",
    "ExternalIdTaken",
    "FieldProblem",
    "FulfillmentIsFinal",
    "FulfillmentNotFound",
    "HasNoCarrier",
    "HoldNotFound",
    "InvalidFields",
    "ItemNotFound",
    "KeyNotFound",
    "LastOwner",
    "LogInRefused",
    "NoSecretKeys",
    "NotViewOwner",
    "NothingIsOwed",
    "NothingToCancel",
    "NothingToFulfill",
    "NothingToHandOver",
    "NothingToTell",
    "NothingWouldRemain",
    "OnHold",
    "OrderExists",
    "OrderIsClosed",
    "OrderIsOpen",
    "OrderIsRefunded",
    "OrderNotFound",
    "OrderNumberTaken",
    "Path",
    "PaymentNotRefundable",
    "QuantityExceedsExpected",
    "QuantityExceedsRemaining",
    "QuantityExceedsReturnable",
    "RefundExceedsCaptured",
    "RefundIsSettled",
    "RefundNotFound",
    "Refusal",
    "ReturnIsFinal",
    "ReturnNotFound",
    "ShippingAlreadyRefunded",
    "TenderNotFound",
    "TendersDoNotAddUp",
    "TooManyEndpoints",
    "TooManyLogIns",
    "TooManyViews",
    "TotalBelowZero",
    "TransitionNotAllowed",
    "UnitsAlreadyRefunded",
    "UnitsInReturn",
    "UnitsNotShipped",
    "UnknownItem",
    "UnknownProvider",
    "UnknownReturn",
    "UserNotFound",
    "VersionMismatch",
    "ViewNotFound",
)


def _every_code(root: type[Refusal]) -> Iterable[str]:
    for refusal in root.__subclasses__():
        yield refusal.code
        yield from _every_code(refusal)


CODES: Final = frozenset(_every_code(Refusal))
"""Code of every refusal."""
