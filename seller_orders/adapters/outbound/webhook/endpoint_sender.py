"""Events sent to the webhook endpoints of domains, whose URLs sellers choose."""

from collections.abc import Sequence
from functools import lru_cache
from time import monotonic
from typing import Final

from attrs import field, frozen

from seller_orders.adapters.outbound.webhook.signed_body import event_body, signed_headers
from seller_orders.adapters.shared.http_client.bounds import external_bounds
from seller_orders.adapters.shared.http_client.errors import (
    AddressRefusedError,
    ConnectFailedError,
    ConnectionLostError,
    HttpClientError,
    InvalidUrlError,
    NoResponseError,
    RequestNotSentError,
    UnknownNameError,
)
from seller_orders.adapters.shared.http_client.http_client import HttpClient, parsed_url
from seller_orders.adapters.shared.http_client.public_addresses import is_literally_private
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.webhook_sender import WebhookAnswer, WebhookEvent
from seller_orders.application.webhooks.signing_secret import signing_key
from seller_orders.domain.values import TEXT_LENGTH, is_web_address

_CLIENTS: Final = 256
"""Endpoints whose connections are kept open."""
_NOT_PUBLIC: Final = (
    "The host name does not exist, or has an address that is not on the public internet."
)


@frozen
class HttpWebhookSender:
    """Posts events as Standard Webhooks; any 2xx status accepts one.

    Addresses on loopback, link-local and private networks are refused unless ``allow_private``:
    literal ones as a URL is saved, those of a name at each connection.
    """

    clock: Clock
    allow_private: bool = False
    _client: "Clients" = field(init=False, eq=False, repr=False)

    @_client.default
    def _new_clients(self) -> "Clients":
        return Clients(allow_private=self.allow_private)

    def problem_of(self, url: str) -> str | None:
        """Return why no event can be sent to a URL."""
        if len(url) > TEXT_LENGTH or not is_web_address(url):
            return f"It must be an http or https URL of at most {TEXT_LENGTH} characters."
        try:
            parts = parsed_url(url)
        except InvalidUrlError as error:
            return f"It cannot be sent to: {error}."
        if parts.auth is not None:
            return "It must have no user and password: verify the signature instead."
        if not self.allow_private and is_literally_private(parts.host or ""):
            return (
                "Its host must be on the public internet. An installation for private networks "
                "sets SELLER_ORDERS_WEBHOOK_ALLOW_PRIVATE=1."
            )
        return None

    def send(self, url: str, secrets: Sequence[str], event: WebhookEvent) -> WebhookAnswer:
        """Post an event."""
        body = event_body(event)
        headers = signed_headers([*map(signing_key, secrets)], event.id, body, self.clock.now())
        began, status = monotonic(), None
        try:
            status = self._client.of(url).request("POST", body=body, headers=headers).status
            error = _refusal(status)
        except (AddressRefusedError, UnknownNameError):
            # One answer, without the time of the look-up: two would tell which names exist in the
            # installation's network.
            return WebhookAnswer(status=None, duration_ms=0, error=_NOT_PUBLIC)
        except HttpClientError as failure:
            error = _in_words(failure)
        took_ms = round((monotonic() - began) * 1000)
        return WebhookAnswer(status=status, duration_ms=took_ms, error=error)


class Clients:
    """HTTP clients by URL, the latest used ones."""

    def __init__(self, *, allow_private: bool) -> None:
        bounds = external_bounds(allow_private=allow_private)
        # No circuit breaker: the consumer of the events pauses.
        self.of = lru_cache(_CLIENTS)(lambda url: HttpClient(url=url, bounds=bounds))


def _refusal(status: int) -> str | None:
    if 200 <= status < 300:
        return None
    redirects = "; redirects are not followed" if 300 <= status < 400 else ""
    return f"It answered {status}{redirects}."


def _in_words(failure: HttpClientError) -> str:
    """Return a failure in words that tell nothing of the installation's network."""
    match failure:
        case ConnectFailedError():
            return f"No connection was made: {str(failure).partition(': ')[2]}."
        case RequestNotSentError():
            return "No connection was made in time."
        case ConnectionLostError():
            return "The connection was closed before an answer."
        case NoResponseError(args=[str(kind)]) if kind.endswith("Timeout"):
            return "No answer came in time."
        case _:
            return f"The request failed: {failure}."
