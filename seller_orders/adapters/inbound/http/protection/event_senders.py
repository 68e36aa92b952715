"""Senders of signed events, listed by the orchestrator and cached by the gateway."""

from threading import Lock
from time import monotonic
from typing import Final

from seller_orders.adapters.shared.http_client.internal_client import InternalClient
from seller_orders.adapters.shared.wire.json_codec import Document, decode
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

EVENT_SENDERS_PATH: Final = "/event-senders"
"""Route of the orchestrator that lists the senders."""

_CACHED_FOR_S: Final = 10.0
_OK: Final = 200


class EventSenders(Document):
    """Carriers, by provider_id, whose events are accepted."""

    carriers: list[str]


class RemoteEventSenders:
    """Carriers that the orchestrator knows, cached for ten seconds.

    One request at a time refreshes the list; meanwhile the others use the former one.
    """

    def __init__(self, orchestrator: InternalClient) -> None:
        self._orchestrator = orchestrator
        self._carriers: frozenset[str] | None = None
        self._refreshed_at = float("-inf")
        self._refreshing = Lock()

    def __contains__(self, provider_id: object) -> bool:
        """Return whether the carrier is known.

        Raises StoreUnavailableError while the orchestrator has not answered yet.
        """
        if monotonic() - self._refreshed_at > _CACHED_FOR_S and self._refreshing.acquire(
            blocking=False
        ):
            try:
                self._refresh()
            finally:
                self._refreshing.release()
        if self._carriers is None:
            raise StoreUnavailableError("the orchestrator has not listed the carriers yet")
        return provider_id in self._carriers

    def _refresh(self) -> None:
        try:
            self._carriers = self._listed()
        except StoreUnavailableError:
            if self._carriers is None:
                raise
        self._refreshed_at = monotonic()

    def _listed(self) -> frozenset[str]:
        response = self._orchestrator.request("GET", EVENT_SENDERS_PATH)
        if response.status != _OK:
            raise StoreUnavailableError(f"the orchestrator answered {response.status}")
        return frozenset(decode(EventSenders, response.body).unwrap().carriers)
