"""Words by which an order is found, and the words of a query.

A word is a text between white space, folded. Its punctuation is replaced by hyphens, so that
``O’Brien`` and ``O'Brien`` are one word. A word is stored as a whole and from each of its parts on:
``anjali@shop.example`` as ``anjali-shop-example``, ``shop-example`` and ``example``. A query's word
is the beginning of one of them. Scripts without spaces have a word for each stretch of letters.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, groupby
from operator import attrgetter
from typing import Final, TypeAlias
from unicodedata import category

from seller_orders.application.phone_words import forms_of_digits, words_of_phone
from seller_orders.application.text_folding import folded
from seller_orders.domain.order import Order

QueryWords: TypeAlias = Sequence[frozenset[str]]
"""Beginnings of words, for each word of a query: an order has to have one of each."""

MAX_QUERY_WORDS: Final = 20
"""Most words of a query."""

_WORD_LENGTH: Final = 100
_BETWEEN_WORDS: Final = re.compile(r"[\s,;|()\[\]{}<>\"“”„«»]+")
_APOSTROPHES: Final = re.compile("['’ʼ‘`]")
_ASCII_PARTS: Final = re.compile("[a-z0-9]+")
_KINDS_IN_WORDS: Final = "LMN"
_MAX_PHONE_GROUPS: Final = 6
_RECENT_TEXTS: Final = 4_096
_sources: Final = attrgetter("number", "customer", "external_ids", "fulfillments", "lines")


def words_of_order(order: Order) -> Sequence[str]:
    """Return the words of an order, each once, those of its lines last."""
    of_order = chain.from_iterable(map(_words, filter(None, _own_texts(order))))
    of_lines = chain.from_iterable(map(_recurring_words, filter(None, _line_texts(order))))
    return tuple(dict.fromkeys(chain(of_order, of_lines)))


def have_other_words(before: Order, after: Order) -> bool:
    """Return whether a change has changed the texts whose words find the order."""
    # Tuples compare what they share by identity, so most changes build no texts.
    if _sources(before) == _sources(after):
        return False
    has_other_lines = before.lines != after.lines
    return _given(_own_texts, before) != _given(_own_texts, after) or (
        has_other_lines and _given(_line_texts, before) != _given(_line_texts, after)
    )


def _given(texts: Callable[[Order], Iterator[str | None]], order: Order) -> list[str]:
    return [*filter(None, texts(order))]


def _own_texts(order: Order) -> Iterator[str | None]:
    yield order.number
    yield order.customer.name
    yield order.customer.email
    yield order.customer.company
    yield from order.external_ids.values()
    yield from words_of_phone(order.customer.phone or "")
    for fulfillment in order.fulfillments:
        yield fulfillment.shipment.tracking.awb
        yield from (each.awb for each in fulfillment.shipment.more_tracking)


def _line_texts(order: Order) -> Iterator[str | None]:
    for line in order.lines:
        yield line.sku
        yield line.name


def words_of_query(text: str) -> QueryWords:
    """Return the words of a query; none for a text without a letter or digit.

    Groups of digits may be one phone number, so each is found as a part of it, too.

    >>> [sorted(each) for each in words_of_query("Anjali 98765 43210")]
    [['anjali'], ['98765', '9876543210'], ['43210', '9876543210']]
    """
    found = [word for word in _BETWEEN_WORDS.split(folded(text)) if _parts(word)]
    wanted = [{"-".join(_parts(word))[:_WORD_LENGTH]} for word in found]
    for is_number, group in groupby(range(len(found)), lambda n: _is_number(found[n])):
        if is_number:
            _add_phone_numbers(found, wanted, list(group))
    return [frozenset(each) for each in wanted]


def _add_phone_numbers(
    found: Sequence[str], wanted: Sequence[set[str]], places: Sequence[int]
) -> None:
    """Add the numbers that consecutive groups of digits make up to each group's beginnings."""
    for first in places:
        for end in range(first + 1, min(first + _MAX_PHONE_GROUPS, places[-1] + 1) + 1):
            groups = range(first, end)
            digits = "".join(part for n in groups for part in _parts(found[n]))
            forms = set(forms_of_digits(digits, has_plus=found[first].startswith("+")))
            for n in groups:
                wanted[n] |= {form[:_WORD_LENGTH] for form in forms}


def _is_number(word: str) -> bool:
    return all(part.isdecimal() for part in _parts(word))


def _words(text: str) -> Iterator[str]:
    if text.isascii() and text.isalnum():
        # Most texts are one such word.
        yield text.lower()[:_WORD_LENGTH]
        return
    for word in _BETWEEN_WORDS.split(folded(text)):
        parts = _parts(word)
        for first in range(len(parts)):
            yield "-".join(parts[first:])[:_WORD_LENGTH]
        if len(parts) > 1 and _APOSTROPHES.search(word):
            yield "".join(parts)[:_WORD_LENGTH]


@lru_cache(_RECENT_TEXTS)
def _recurring_words(text: str) -> Sequence[str]:
    """Return the words of a line's text, which many orders have."""
    return tuple(_words(text))


def _parts(word: str) -> Sequence[str]:
    """Return the stretches of letters, marks and digits of a folded word."""
    if word.isascii():
        return _ASCII_PARTS.findall(word)
    return "".join(each if _is_in_words(each) else " " for each in word).split()


@lru_cache(4_096)
def _is_in_words(character: str) -> bool:
    return category(character)[0] in _KINDS_IN_WORDS and not _APOSTROPHES.match(character)
