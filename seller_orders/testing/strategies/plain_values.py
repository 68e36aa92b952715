"""Strategies for ids, texts, times, amounts and other single values."""

from functools import cache

from hypothesis import strategies as st

from seller_orders.domain.money import Money
from seller_orders.domain.order_number_normalization import normalized_number
from seller_orders.domain.unit_price import UnitPrice
from seller_orders.testing.choices import MAX_UNITS, STEPS, Choices, made_of_choices

currencies = st.sampled_from(sorted(STEPS))
moments = made_of_choices(10)(Choices.moment)
"""Times of a century by their day, second and microsecond."""

optional_moments = made_of_choices(11)(Choices.optional_moment)
spans = made_of_choices(20)(Choices.span)


@cache
def identifiers() -> st.SearchStrategy[str]:
    """Return ids: some short, some of the maximum length."""
    return made_of_choices(1)(Choices.identifier)


@cache
def texts(length: int, least: int = 1) -> st.SearchStrategy[str]:
    """Return texts of up to ``length`` characters, some of them awkward."""

    @made_of_choices(1)
    def text(choices: Choices) -> str:
        return choices.text(length, least)

    return text


@cache
def optional_texts(length: int) -> st.SearchStrategy[str | None]:
    """Return texts that may be empty, and None."""

    @made_of_choices(1)
    def optional_text(choices: Choices) -> str | None:
        return choices.optional_text(length)

    return optional_text


phones = made_of_choices(2)(Choices.phone)
web_addresses = made_of_choices(3)(Choices.web_address)


@st.composite
def money(draw: st.DrawFn, currency: str, least: int = 0, most: int = MAX_UNITS) -> Money:
    """Return amounts from ``least`` to ``most`` ten-thousandths: mostly small, some at the edge."""
    return Choices(draw, 1).amount(currency, least, most)


@cache
def foreign_identifiers() -> st.SearchStrategy[str | None]:
    """Return ids of other systems: any text without control characters, and None."""
    return made_of_choices(2)(Choices.foreign_identifier)


order_numbers = texts(500).map(normalized_number).filter(lambda number: 1 <= len(number) <= 500)


@st.composite
def quantities(draw: st.DrawFn, most: int = 10**9) -> int:
    """Return numbers of units, mostly small."""
    return Choices(draw, 4).quantity(most)


@st.composite
def unit_prices(draw: st.DrawFn, currency: str, most: int) -> UnitPrice:
    """Return prices of up to ``most`` ten-thousandths, many with six decimals."""
    return Choices(draw, 2).unit_price(currency, most)
