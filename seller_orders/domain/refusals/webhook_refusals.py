"""Refusals of webhook endpoints and their deliveries."""

from attrs import frozen

from seller_orders.domain.refusals.refusal import Refusal


@frozen
class EndpointNotFound(Refusal):
    """The domain has no such webhook endpoint."""

    code = "endpoint_not_found"
    template = "The domain has no webhook endpoint {endpoint_id}."
    endpoint_id: str


@frozen
class DeliveryNotFound(Refusal):
    """The endpoint has no such delivery; deliveries are kept for 30 days."""

    code = "delivery_not_found"
    template = "The endpoint has no delivery {delivery_id}; deliveries are kept for 30 days."
    delivery_id: str


@frozen
class TooManyEndpoints(Refusal):
    """The domain has as many webhook endpoints as it can have."""

    code = "too_many_endpoints"
    template = "A domain can have {most} webhook endpoints: delete one first."
    most: int


@frozen
class EndpointIsDisabled(Refusal):
    """The webhook endpoint is disabled, so it gets no events."""

    code = "endpoint_is_disabled"
    template = "Webhook endpoint {endpoint_id} is disabled: enable it first."
    endpoint_id: str


@frozen
class EventExpired(Refusal):
    """The event is no longer kept; events are kept for 30 days."""

    code = "event_expired"
    template = "Event {event_id} is no longer kept; events are kept for 30 days."
    event_id: str
