from typing import Any

import pytest
from attrs import define, field

from seller_orders.adapters.inbound.http.protection import event_senders
from seller_orders.adapters.inbound.http.protection.event_senders import RemoteEventSenders
from seller_orders.application.ports.unit_of_work import StoreUnavailableError


@define
class Answer:
    body: bytes
    status: int = 200


@define
class Orchestrator:
    """Orchestrator that knows the carrier ``fast``, or cannot be reached."""

    is_away: bool = False
    asked: list[tuple[str, str]] = field(factory=list)

    def request(self, method: str, path: str) -> Answer:
        self.asked.append((method, path))
        if self.is_away:
            raise StoreUnavailableError("away")
        return Answer(b'{"carriers":["fast"]}')


def senders_of(orchestrator: Any) -> RemoteEventSenders:
    return RemoteEventSenders(orchestrator)


def test_made_up_names_ask_the_orchestrator_once():
    orchestrator = Orchestrator()
    senders = senders_of(orchestrator)

    assert [f"madeup{number}" in senders for number in range(50)] == [False] * 50
    assert "fast" in senders
    assert orchestrator.asked == [("GET", "/event-senders")]


def test_first_answer_has_to_come():
    orchestrator = Orchestrator(is_away=True)
    senders = senders_of(orchestrator)
    with pytest.raises(StoreUnavailableError):
        _ = "fast" in senders

    orchestrator.is_away = False

    assert "fast" in senders


def test_last_answer_is_used_during_an_outage(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(event_senders, "_CACHED_FOR_S", 0)
    orchestrator = Orchestrator()
    senders = senders_of(orchestrator)
    assert "fast" in senders

    orchestrator.is_away = True

    assert "fast" in senders
    assert "madeup" not in senders
    assert len(orchestrator.asked) == 3
