"""Senders of signed events that the gateway knows, as the orchestrator lists them."""

from threading import Lock
from time import monotonic
from typing import Final

from seller_orders.adapters.shared.http_client.internal_client import InternalClient
from seller_orders.adapters.shared.wire.json_codec import Document, decode
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

EVENT_SENDERS_PATH: Final = "/event-senders"
"""Route of the orchestrator that lists the senders."""

_REMEMBERED_S: Final = 10.0
_OK: Final = 200


class EventSenders(Document):
    """Carriers, by provider_id, whose events are accepted."""

    carriers: list[str]


class RemoteEventSenders:
    """Carriers that the orchestrator knows: asked for once, and again after ten seconds.

    One request at a time asks; meanwhile others use the last answer.
    """

    def __init__(self, orchestrator: InternalClient) -> None:
        self._orchestrator = orchestrator
        self._carriers: frozenset[str] | None = None
        self._asked_at = float("-inf")
        self._asking = Lock()

    def __contains__(self, provider_id: object) -> bool:
        """Return whether the carrier is known.

        Raises StoreUnavailableError while the orchestrator has not answered yet.
        """
        if monotonic() - self._asked_at > _REMEMBERED_S and self._asking.acquire(blocking=False):
            try:
                self._ask()
            finally:
                self._asking.release()
        if self._carriers is None:
            raise StoreUnavailableError("the orchestrator has not listed the carriers yet")
        return provider_id in self._carriers

    def _ask(self) -> None:
        try:
            self._carriers = self._listed()
        except StoreUnavailableError:
            if self._carriers is None:
                raise
        self._asked_at = monotonic()

    def _listed(self) -> frozenset[str]:
        answer = self._orchestrator.request("GET", EVENT_SENDERS_PATH)
        if answer.status != _OK:
            raise StoreUnavailableError(f"the orchestrator answered {answer.status}")
        return frozenset(decode(EventSenders, answer.body).unwrap().carriers)
