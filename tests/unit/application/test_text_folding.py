from typing import Final, Literal
from unicodedata import normalize

import pytest
from hypothesis import given

from seller_orders.application.text_folding import folded
from seller_orders.testing.strategies import texts

FORMS: Final[tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...]] = ("NFC", "NFD", "NFKC", "NFKD")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SO-1001", "so-1001"),
        ("İST-1", "ist-1"),
        ("ısı", "isi"),
        ("Müller", "muller"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Ørsted", "orsted"),
        ("œuvre", "oeuvre"),
        ("ΣΑΣ", "σασ"),
        ("Ёлка", "елка"),
        ("ＡＢ１２", "ab12"),
        ("४२", "42"),
        ("مُحَمَّد", "محمد"),
        ("שָׁלוֹם", "שלום"),
        ("张伟", "张伟"),
        ("a\u00adb\u200dc", "abc"),
    ],
)
def test_folding_drops_case_accents_and_width(text: str, expected: str):
    assert folded(text) == expected


@pytest.mark.parametrize(
    ("one", "other"), [("कि", "की"), ("कम", "काम"), ("か", "が"), ("ハ", "パ")]
)
def test_signs_that_change_a_word_stay(one: str, other: str):
    assert folded(one) != folded(other)


@given(text=texts(60))
def test_folding_ignores_normalisation_and_is_stable(text: str):
    for form in FORMS:
        assert folded(normalize(form, text)) == folded(text)
    assert folded(folded(text)) == folded(text)


@given(text=texts(60))
def test_a_folded_beginning_is_a_beginning(text: str):
    for cut in range(len(text)):
        assert folded(text).startswith(folded(text[:cut]))
