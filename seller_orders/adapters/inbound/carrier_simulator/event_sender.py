"""Sender of shipment events, signed after Standard Webhooks."""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import msgspec
import stamina
from attrs import asdict, field, frozen
from standardwebhooks.webhooks import Webhook

from seller_orders.adapters.inbound.carrier_simulator.shipments import SimulatedShipment
from seller_orders.adapters.shared.http_client.bounds import external_bounds
from seller_orders.adapters.shared.http_client.errors import HttpClientError
from seller_orders.adapters.shared.http_client.http_client import HttpClient

_ATTEMPTS: Final = 20
_encode: Final = msgspec.json.encode


class _RetryError(Exception):
    """The event must be sent again."""


@frozen(kw_only=True)
class EventSender:
    """Posts signed events to a URL, and retries until they are accepted or refused."""

    url: str
    key: bytes = field(repr=False)
    _http: HttpClient = field(init=False, repr=False)

    @_http.default
    def _new_client(self) -> HttpClient:
        return HttpClient(url=self.url, bounds=external_bounds(allow_private=True))

    def send(self, shipment: SimulatedShipment, update: dict[str, Any]) -> int:
        """Send an update of a shipment; return the response's status, or 0 without a response."""
        event = {
            "type": "shipment.updated",
            "timestamp": datetime.now(UTC),
            "data": {**asdict(shipment.names), "awb": shipment.awb, **update},
        }
        body, event_id = _encode(event), f"msg_{uuid4().hex}"
        try:
            for attempt in stamina.retry_context(on=_RetryError, attempts=_ATTEMPTS, timeout=None):
                with attempt:
                    status = self._post(body, event_id)
        except _RetryError:
            return 0
        return status

    def _post(self, body: bytes, event_id: str) -> int:
        now = datetime.now(UTC)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": event_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(self.key).sign(event_id, now, body.decode()),
        }
        try:
            status = self._http.request("POST", body=body, headers=headers).status
        except HttpClientError as error:
            raise _RetryError from error
        if status >= 500 or status in (409, 429):
            raise _RetryError
        return status
