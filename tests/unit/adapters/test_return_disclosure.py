"""Reasons and conditions of returns that customers may read, in every language file."""

import tomllib
from importlib.resources import files

import pytest

from seller_orders.domain.notification_languages import LANGUAGES
from seller_orders.domain.return_disclosure import CUSTOMER_CONDITIONS, CUSTOMER_RETURN_REASONS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_disclosed_reason_and_condition_has_a_phrase(language: str):
    file = files("seller_orders.adapters.outbound.jinja") / "languages" / f"{language}.toml"
    phrases = tomllib.loads(file.read_text())

    for kind, names in (("reason", CUSTOMER_RETURN_REASONS), ("condition", CUSTOMER_CONDITIONS)):
        prefix = f"return.{kind}."
        assert {n.removeprefix(prefix) for n in phrases if n.startswith(prefix)} == names


def test_other_reasons_and_missing_units_have_none():
    assert "other" not in CUSTOMER_RETURN_REASONS
    assert "missing" not in CUSTOMER_CONDITIONS
