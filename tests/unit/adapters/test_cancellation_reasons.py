"""Cancellation reasons that customers may be told, in every language file."""

import tomllib
from importlib.resources import files

import pytest

from seller_orders.domain.cancellation import CUSTOMER_REASONS, CancelReason

LANGUAGES = [
    each
    for each in files("seller_orders.adapters.outbound.jinja").joinpath("languages").iterdir()
    if each.name.endswith(".toml")
]


def test_every_language_file_is_found():
    assert {"en.toml", "de.toml"} <= {each.name for each in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.name)
@pytest.mark.parametrize("reason", CancelReason)
def test_every_reason_has_a_phrase(reason: CancelReason, language):
    """A domain decides which of them its customers may know."""
    phrases = tomllib.loads(language.read_text())

    for kind in ("cancellation", "items_cancelled"):
        assert phrases[f"{kind}.{reason}"].strip()


def test_fraud_and_other_reasons_are_internal_by_default():
    assert {CancelReason.CUSTOMER_REQUEST, CancelReason.OUT_OF_STOCK} == CUSTOMER_REASONS
