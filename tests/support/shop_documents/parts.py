"""Values that the orders of several systems are made of."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import strategies as st

DECIMALS = {"JPY": 0, "KWD": 3}
"""Decimals of the currencies that do not have two."""

RATES = [Decimal(0), Decimal("0.07"), Decimal("0.19"), Decimal("0.21"), Decimal("0.25")]

given_names = st.sampled_from(["Käthe", "अनीता", "Ζωή", "İpek", "Mary Jane", "", "O'Neil"])
family_names = st.sampled_from(["Müller-Lüdenscheidt", "शर्मा", "", "Œuvray", "van der Berg"])
companies = st.sampled_from([None, "", "Bäckerei Beispiel GmbH & Co. KG", "株式会社例"])
phones = st.sampled_from([None, "", "+49 30 901820", "(555) 0100 ext. 7"])
cities = st.sampled_from(["Köln", "Prizren", "मुंबई", "", None])
lines = st.sampled_from(["Straße 1", "12, Road 3, Block #9", "", None])
product_names = st.sampled_from(
    ["Kerze", "Decke – 140 × 200 cm", "Bed pad with handles, washable, " * 8, "हल्दी", "T-shirt: L"]
)
skus = st.sampled_from([None, "", "KER-7", "Größe 42 / rot", "#17"])
moments = st.datetimes(datetime(2008, 1, 1), datetime(2026, 11, 30)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
quantities = st.integers(1, 4) | st.sampled_from([12, 144, 999])
rates = st.sampled_from(RATES)


def step_of(currency: str) -> Decimal:
    """Return the smallest amount of a currency."""
    return Decimal(1).scaleb(-DECIMALS.get(currency, 2))


def amounts(step: Decimal, most: int = 50_000) -> st.SearchStrategy[Decimal]:
    """Return amounts of up to ``most`` minor units, many of them zero."""
    return st.just(0 * step) | st.integers(0, most).map(lambda count: count * step)


def rounded(amount: Decimal, step: Decimal) -> Decimal:
    """Return an amount in whole minor units."""
    return amount.quantize(step, ROUND_HALF_UP)


def tax_within(gross: Decimal, rate: Decimal) -> Decimal:
    """Return the unrounded tax that is part of an amount."""
    return gross - gross / (1 + rate)
