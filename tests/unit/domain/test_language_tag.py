"""Language tags are well-formed as RFC 5646 defines it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.language_tag import is_language_tag
from seller_orders.domain.values import Customer

# Examples of RFC 5646, appendix A, and tags in use.
WELL_FORMED = """
de fr ja i-enochian zh-Hant zh-Hans sr-Cyrl sr-Latn zh-cmn-Hans-CN cmn-Hans-CN zh-yue-HK yue-HK
zh-Hans-CN sr-Latn-RS sl-rozaj sl-rozaj-biske sl-nedis de-CH-1901 sl-IT-nedis hy-Latn-IT-arevela
de-DE en-US es-419 de-CH-x-phonebk az-Arab-x-AZE-derbend x-whatever qaa-Qaaa-QM-x-southern
de-Qaaa sr-Latn-QM sr-Qaaa-RS en-US-u-islamcal zh-CN-a-myext-x-private en-a-myext-b-another
hi hi-IN HI-in pt-BR en-GB-oed sgn-BE-FR i-klingon art-lojban zh-min-nan
""".split()
ILL_FORMED = ["", "d", "de_CH", "de-", "-de", "de CH", "de-419-DE", "a-DE", "x-", "de-x", "German "]
ILL_FORMED += ["de-CH-CH", "de--CH", "deutschland", "de\n", "de-CH\x00", "dé", "en-u", "12", "de-1"]


@pytest.mark.parametrize("tag", WELL_FORMED)
def test_a_well_formed_tag_is_a_language(tag: str):
    assert is_language_tag(tag)
    assert Customer(name="Ana", language=tag).language == tag


@pytest.mark.parametrize("tag", [*ILL_FORMED, "en-" + "x-abcdefgh-" * 4 + "ab"])
def test_other_texts_are_no_languages(tag: str):
    assert not is_language_tag(tag)
    with pytest.raises(ValueError, match="language is not a BCP 47 language tag"):
        Customer(name="Ana", language=tag)


_parts = st.tuples(
    st.sampled_from(["de", "hi", "yue", "fil"]),
    st.sampled_from(["", "-Latn", "-Deva"]),
    st.sampled_from(["", "-CH", "-419"]),
    st.sampled_from(["", "-1901", "-nedis"]),
    st.sampled_from(["", "-u-nu-deva"]),
    st.sampled_from(["", "-x-shop"]),
)


@given(_parts, st.booleans())
def test_parts_in_their_sequence_are_a_tag(parts: tuple[str, ...], upper: bool):
    tag = "".join(parts)

    assert is_language_tag(tag.upper() if upper else tag) == (len(tag) <= 35)


def test_a_customer_need_not_have_a_language():
    assert Customer(name="Ana").language is None


def test_a_tag_has_at_most_35_characters():
    longest = "x-12345678-12345678-12345678-123456"

    assert len(longest) == 35
    assert is_language_tag(longest)
    assert not is_language_tag(f"{longest}7")
