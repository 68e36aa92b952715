"""Telling an answer that is given again from one that is new."""

from typing import Final

from tests.support.http_client import Answer

SHOWN: Final = ("Content-Type", "Content-Length", "ETag", "Location")


def shown(answer: Answer) -> tuple[object, ...]:
    """Return all that an answer and its replay have in common."""
    return answer.status, *(answer.headers[name] for name in SHOWN), answer.body


def is_replayed(answer: Answer) -> bool:
    """Tell whether an answer says that it was given before."""
    assert answer.headers["Idempotent-Replayed"] in {None, "true"}
    return answer.headers["Idempotent-Replayed"] == "true"
