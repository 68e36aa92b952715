"""Sender of events to webhook endpoints, loaded on first use."""

from collections.abc import Sequence
from functools import cached_property

from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.webhook_sender import (
    WebhookAnswer,
    WebhookEvent,
    WebhookSender,
)


class LazyWebhookSender:
    """Sender whose libraries need not be installed where no endpoint is used."""

    def __init__(self, clock: Clock, *, allow_private: bool) -> None:
        self._clock = clock
        self._allow_private = allow_private

    @cached_property
    def _sender(self) -> WebhookSender:
        from seller_orders.adapters.outbound.webhook.endpoint_sender import HttpWebhookSender

        return HttpWebhookSender(self._clock, self._allow_private)

    def problem_of(self, url: str) -> str | None:
        """Return why no event can be sent to a URL."""
        return self._sender.problem_of(url)

    def send(self, url: str, secrets: Sequence[str], event: WebhookEvent) -> WebhookAnswer:
        """Send an event."""
        return self._sender.send(url, secrets, event)
