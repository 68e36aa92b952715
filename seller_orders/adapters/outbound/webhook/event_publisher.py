"""Events posted to a URL as signed Standard Webhooks (standardwebhooks.com)."""

import logging
from typing import Final

from seller_orders.adapters.outbound.webhook.signed_body import event_body, signed_headers
from seller_orders.adapters.shared.http_client.bounds import external_bounds
from seller_orders.adapters.shared.http_client.errors import HttpClientError
from seller_orders.adapters.shared.http_client.http_client import HttpClient
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.application.ports.webhook_sender import WebhookEvent
from seller_orders.application.webhook_secret import SAFE_KEY_BYTES, signing_key

_log: Final = logging.getLogger("seller_orders.webhook")


class WebhookEventPublisher:
    """Publisher that posts each event to the URL of a receiver.

    The receiver accepts an event with any 2xx status. Addresses on loopback, link-local and
    private networks are refused unless ``allow_private``.
    """

    def __init__(self, url: str, secret: str, clock: Clock, *, allow_private: bool = False) -> None:
        """Take an http or https URL and a secret in base64. Raises ValueError if it is not."""
        key = signing_key(secret)
        if len(key) < SAFE_KEY_BYTES:
            _log.warning(
                "the webhook secret has %d bytes: use at least %d", len(key), SAFE_KEY_BYTES
            )
        self._key = key
        self._clock = clock
        # No circuit breaker: one event that fails must not delay the other orders' events.
        self._http = HttpClient(url=url, bounds=external_bounds(allow_private=allow_private))

    def publish(self, event: Message) -> None:
        """Post an event. Raises DeliveryError unless the receiver accepts it."""
        body = event_body(WebhookEvent.of(event))
        headers = signed_headers([self._key], event.message_id, body, self._clock.now())
        try:
            status = self._http.request("POST", body=body, headers=headers).status
        except HttpClientError as error:
            raise DeliveryError(str(error)) from error
        if not 200 <= status < 300:
            raise DeliveryError(f"the webhook answered {status}")
