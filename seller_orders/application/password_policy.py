"""Rules for passwords of users.

Length alone is required, as NIST SP 800-63B advises. Words that an attacker knows do not count.
"""

import re
from typing import Final

from returns.result import Failure, Result, Success

from seller_orders.domain.refusals import FieldProblem, InvalidFields

MIN_CHARACTERS: Final = 12
MAX_BYTES: Final = 1_000

_WORD: Final = re.compile(r"[^\W_]{3,}")


def ensure_password(password: str, name: str, email: str) -> Result[str, InvalidFields]:
    """Return the password, or a refusal of one that is too short or too long.

    Words of the user's own name and e-mail address do not count towards the length.

    >>> refused = ensure_password("anjali-patel-2026", "Anjali Patel", "ap@shop.example")
    >>> refused.failure().message
    'password must have 12 characters besides your name and e-mail address; it has 6.'
    """
    if len(password.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return _refused(f"It must have at most {MAX_BYTES} bytes in UTF-8.")
    counted = len(_without_own_words(password, name, email))
    if counted < MIN_CHARACTERS:
        detail = f"It must have {MIN_CHARACTERS} characters besides your name and e-mail address"
        return _refused(f"{detail}; it has {counted}.")
    return Success(password)


def _without_own_words(password: str, name: str, email: str) -> str:
    left = password.casefold()
    words = {word.casefold() for word in _WORD.findall(f"{name} {email}")}
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return left


def _refused(detail: str) -> Failure[InvalidFields]:
    return Failure(InvalidFields((FieldProblem("out_of_range", detail, ("password",)),)))
