"""A carrier behind a courier bridge: whatever answers as docs/carrier-openapi.json describes."""

from typing import Any, Final

import msgspec
import requests
from attrs import field, frozen
from circuitbreaker import CircuitBreaker

from seller_orders.adapters.outbound.carriers.documents import (
    ProblemAnswer,
    ShipmentAnswer,
    shipment_named,
    shipment_to_book,
)
from seller_orders.adapters.punctual_session import punctual_session, read
from seller_orders.application.ports.carrier_directory import Booking, TrackedShipment
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
from seller_orders.domain.values import Tracking, is_identifier

_REFUSALS: Final = frozenset({400, 409, 422})
_NOT_FOUND: Final = "shipment_not_found"
_FAILURES_TO_OPEN: Final = 5
_OPEN_FOR_S: Final = 2

_encode: Final = msgspec.json.Encoder(decimal_format="number").encode


def _breaker() -> CircuitBreaker:
    return CircuitBreaker(
        failure_threshold=_FAILURES_TO_OPEN,
        recovery_timeout=_OPEN_FOR_S,
        expected_exception=DeliveryError,
        name="carrier",
    )


@frozen(kw_only=True)
class HttpCarrier:
    """Asks a bridge at a URL, with a bearer token where it wants one.

    One that does not answer is not asked for a few seconds after a few tries: whoever ships is
    not kept waiting for it.
    """

    url: str
    token: str | None = field(default=None, repr=False)
    allow_private: bool = False
    _session: requests.Session = field(init=False)
    _breaker: CircuitBreaker = field(factory=_breaker, init=False)

    @_session.default
    def _punctual(self) -> requests.Session:
        return punctual_session(allow_private=self.allow_private)

    def book(self, booking: Booking) -> Tracking:
        """Book a shipment under its fulfillment's id; once it is booked, this finds it again."""
        answer = self._ask("POST", "/shipments", shipment_to_book(booking))
        return _shipment(answer, booking).tracking

    def cancel(self, booking: Booking) -> None:
        """Cancel a shipment; one that the bridge does not know is none."""
        path = f"/shipments/{booking.fulfillment.id}/cancel"
        answer = self._ask("POST", path, shipment_named(booking), may_lack=True)
        if answer is not None:
            _shipment(answer, booking)

    def track(self, booking: Booking) -> TrackedShipment | None:
        """Return where a shipment is, None where the bridge does not know it."""
        path = f"/shipments/{booking.fulfillment.id}"
        answer = self._ask("GET", path, may_lack=True)
        return None if answer is None else _shipment(answer, booking)

    def _ask(
        self, method: str, path: str, document: object = None, *, may_lack: bool = False
    ) -> bytes | None:
        if self._breaker.opened:
            raise DeliveryError("the carrier is not asked just now: it did not answer")
        with self._breaker:
            status, body = self._answer(method, path, document)
            if 200 <= status < 300:
                return body
            code = _code(body)
            if may_lack and status == 404 and code == _NOT_FOUND:
                return None
            if status in _REFUSALS and method == "POST":
                raise UndeliverableError(f"{status} {code}".strip())
            raise DeliveryError(f"the carrier answered {status} {code}".strip())

    def _answer(self, method: str, path: str, document: object) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        options: dict[str, Any] = {}
        if document is not None:
            headers["Content-Type"] = "application/json"
            options["data"] = _encode(document)
        try:
            with self._session.request(
                method, f"{self.url.rstrip('/')}{path}", headers=headers, stream=True, **options
            ) as response:
                return response.status_code, read(response)
        except requests.RequestException as error:
            raise DeliveryError(f"the carrier: {type(error).__name__}") from error


def _shipment(answer: bytes | None, booking: Booking) -> TrackedShipment:
    try:
        shipment = msgspec.json.decode(answer or b"", type=ShipmentAnswer)
        tracking = Tracking(awb=shipment.awb, url=shipment.tracking_url)
    except (msgspec.DecodeError, ValueError) as error:
        raise DeliveryError("the carrier answered with no shipment") from error
    if shipment.id != booking.fulfillment.id:
        raise DeliveryError("the carrier answered with another shipment")
    return TrackedShipment(status=shipment.status, tracking=tracking)


def _code(body: bytes) -> str:
    # It is shown to sellers: of what the bridge says, its code is what names nobody.
    try:
        code = msgspec.json.decode(body, type=ProblemAnswer).code
    except msgspec.DecodeError:
        return ""
    return code if is_identifier(code) else ""
