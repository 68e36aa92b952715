"""Comparison of responses with their replays."""

from typing import Final

from tests.support.http_client import Answer

SHOWN: Final = ("Content-Type", "Content-Length", "ETag", "Location")


def shown(answer: Answer) -> tuple[object, ...]:
    """Return what a response and its replay have in common."""
    return answer.status, *(answer.headers[name] for name in SHOWN), answer.body


def is_replayed(answer: Answer) -> bool:
    """Return whether a response is marked as a replay."""
    assert answer.headers["Idempotent-Replayed"] in {None, "true"}
    return answer.headers["Idempotent-Replayed"] == "true"
