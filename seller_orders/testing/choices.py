"""Small choices, texts, numbers and times of which Hypothesis strategies make larger values.

Hypothesis takes as long to draw one number as to draw thirty bytes. So a part of a value draws a
block of bytes, and each of its small choices is one of them. Hypothesis shrinks every byte of a
block by itself, and a byte of 0 is the simplest choice.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from string import ascii_letters, ascii_lowercase, digits
from typing import Final, TypeVar

from hypothesis import strategies as st

from seller_orders.domain.money import Money
from seller_orders.domain.unit_price import UnitPrice

_T = TypeVar("_T")

STEPS = {"JPY": 10_000, "INR": 100, "USD": 100, "KWD": 10, "CLF": 1, "DEM": 100, "TRL": 10_000}
"""The smallest amount of a currency, in ten-thousandths of its unit."""

MAX_UNITS: Final = 10**16 - 1

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")

LONGEST_ID: Final = "Z" * 64
_short_ids = st.text(ascii_letters + digits + "._-", min_size=1, max_size=12)
_foreign_ids = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
_KNOWN_FOREIGN_IDS: Final = (
    "gid://shopify/Customer/1",
    "ana@example.com",
    "Ö-1 №7",
    "é" * 255,
)
_hosts = st.text(ascii_lowercase, min_size=1, max_size=8)
_paths = st.text(ascii_letters + digits + "._~?=&%-", max_size=12)

_small_sizes = st.integers(0, 100_000)
_sizes = st.integers(0, MAX_UNITS)
_small_price_sizes = st.integers(0, 10**8)
_price_sizes = st.integers(0, MAX_UNITS * 100)

_FIRST_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
_DAYS: Final = 36_525


@cache
def _blocks(size: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=size, max_size=size)


@cache
def _awkward_texts(length: int) -> tuple[str, ...]:
    awkward = ["a\r\nb", "'; --\\%_", "Ωmega ﬁ İß", "日本 🚲", "\u202e\ufeff", "é" * length]
    return tuple(text for text in awkward if len(text) <= length)


@cache
def _usual_texts(least: int, most: int) -> st.SearchStrategy[str]:
    return st.text(characters, min_size=least, max_size=most)


class Choices:
    """Choices of one part of a value, made by a block of ``size`` bytes; more blocks if needed."""

    def __init__(self, draw: st.DrawFn, size: int) -> None:
        self.draw = draw
        self._block = _blocks(size)
        self._rest = iter(draw(self._block))

    def below(self, limit: int) -> int:
        """Return a number from 0, less than ``limit``, which is at most 256."""
        for byte in self._rest:
            return byte % limit
        self._rest = iter(self.draw(self._block))
        return next(self._rest) % limit

    def number(self, limit: int) -> int:
        """Return a number from 0, less than ``limit``, which is at most 2**24."""
        return (self.below(256) << 16 | self.below(256) << 8 | self.below(256)) % limit

    def flag(self) -> bool:
        """Return False or True."""
        return self.below(2) == 1

    def one_of(self, options: Sequence[_T]) -> _T:
        """Return one of up to 256 options; the first is the simplest."""
        return options[self.below(len(options))]

    def shuffled(self, values: Sequence[_T]) -> list[_T]:
        """Return the values in any order; the simplest is their own."""
        mixed = list(values)
        for place in range(len(mixed) - 1):
            other = place + self.below(len(mixed) - place)
            mixed[place], mixed[other] = mixed[other], mixed[place]
        return mixed

    def text(self, length: int, least: int = 1) -> str:
        """Return a text of up to ``length`` characters, half of them awkward."""
        awkward = _awkward_texts(length)
        kind = self.below(2 * len(awkward))
        kind -= len(awkward)
        return awkward[kind] if kind >= 0 else self._usual_text(length, least)

    def optional_text(self, length: int, least: int = 0) -> str | None:
        """Return a text of up to ``length`` characters, which may be empty, or None."""
        awkward = _awkward_texts(length)
        kind = self.below(3 * len(awkward))
        if kind < len(awkward):
            return None
        kind -= 2 * len(awkward)
        return awkward[kind] if kind >= 0 else self._usual_text(length, least)

    def word(self, *usual: str) -> str:
        """Return one of the usual words, or any text."""
        kind, some = self.below(3), self.one_of(usual)
        return self.text(500) if kind else some

    def _usual_text(self, length: int, least: int) -> str:
        return self.draw(_usual_texts(least, min(length, 12)))

    def identifier(self) -> str:
        """Return an id: short, or of the maximum length."""
        return LONGEST_ID if self.flag() else self.draw(_short_ids)

    def optional_identifier(self) -> str | None:
        """Return an id, or None."""
        kind = self.below(3)
        return None if kind == 0 else self.draw(_short_ids) if kind == 1 else LONGEST_ID

    def identifiers(self, least: int, most: int) -> list[str]:
        """Return distinct ids, from ``least``, which is 0 or 1, to ``most``."""
        made = dict[str, None]()
        for _ in range(least + self.below(most - least + 1)):
            is_longest = self.flag() and LONGEST_ID not in made
            made[LONGEST_ID if is_longest else self.draw(_short_ids)] = None
        return list(made)

    def foreign_identifier(self) -> str | None:
        """Return the id of another system: any text without control characters, or None."""
        kind, known = self.below(5), self.one_of(_KNOWN_FOREIGN_IDS)
        match kind:
            case 0:
                return None
            case 1:
                return self.draw(_short_ids)
            case 2:
                return self.draw(_foreign_ids)
            case 3:
                return known
        return LONGEST_ID

    def phone(self) -> str | None:
        """Return a phone number, any text, or None."""
        kind = self.below(3)
        return None if kind == 0 else "+918765432109" if kind == 1 else self.text(32, least=0)

    def web_address(self) -> str:
        """Return an address of HTTP or HTTPS."""
        scheme, port = self.one_of(("http", "https")), self.one_of(("", ":8080"))
        path = f"/{self.draw(_paths)}" if self.flag() else ""
        return f"{scheme}://{self.draw(_hosts)}.example{port}{path}"

    def moment(self) -> datetime:
        """Return a time of the century that begins in 2000: of a whole second, or of any."""
        kind, day, second, part = (
            self.below(16),
            self.number(_DAYS),
            self.number(86_400),
            self.number(10**6),
        )
        if kind == 15:
            return _FIRST_MOMENT + timedelta(_DAYS, 0, -1)
        if kind == 14:
            return _FIRST_MOMENT
        return _FIRST_MOMENT + timedelta(day, second, part if kind >= 7 else 0)

    def optional_moment(self) -> datetime | None:
        """Return a time, or None."""
        return self.moment() if self.flag() else None

    def span(self) -> tuple[datetime, datetime]:
        """Return two times, the earlier one first."""
        one, other = self.moment(), self.moment()
        return min(one, other), max(one, other)

    def quantity(self, most: int) -> int:
        """Return a number of units from 1 to ``most``: mostly small, sometimes the largest."""
        kind, number = self.below(3), self.number(1000)
        return 1 + (number % 5 if kind == 0 else number if kind == 1 else -1) % most

    def amount(self, currency: str, least: int = 0, most: int = MAX_UNITS) -> Money:
        """Return an amount of ``least`` to ``most`` ten-thousandths: mostly small, some largest."""
        step = STEPS[currency]
        low, high = -(-least // step), most // step
        size = self._size(_small_sizes, _sizes, high - low + 1)
        return Money((low + size) * step, currency)

    def unit_price(self, currency: str, most: int) -> UnitPrice:
        """Return a price of up to ``most`` ten-thousandths, many with six decimals."""
        # Half a minor unit less, so that the price of all units is not rounded above the limit.
        limit = max(0, most - STEPS[currency]) * 100
        step = 1 if self.flag() else STEPS[currency] * 100
        size = self._size(_small_price_sizes, _price_sizes, limit // step + 1)
        return UnitPrice(size * step, currency)

    def _size(self, small: st.SearchStrategy[int], any_: st.SearchStrategy[int], limit: int) -> int:
        """Return a number less than ``limit``: the remainder of a drawn one, or the largest."""
        kind = self.below(3)
        if limit == 1 or kind == 2:
            return limit - 1
        return self.draw(small if kind == 0 else any_) % limit


def made_of_choices(
    size: int,
) -> Callable[[Callable[[Choices], _T]], st.SearchStrategy[_T]]:
    """Turn a function of choices, usually of ``size`` bytes, into a strategy of what it returns."""

    def strategy_of(make: Callable[[Choices], _T]) -> st.SearchStrategy[_T]:
        # Hypothesis tells definitions apart by their defaults, too, so it takes no two for one.
        def definition(draw: st.DrawFn, _: str = f"{make.__module__}.{make.__name__}") -> _T:
            return make(Choices(draw, size))

        return st.composite(definition)()

    return strategy_of
