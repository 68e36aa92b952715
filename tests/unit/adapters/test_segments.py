from hypothesis import given
from hypothesis import strategies as st

from seller_orders.adapters.outbound.sms.segments import fits, fitted

MORE = st.lists(st.text(max_size=100), max_size=5)


def test_a_segment_has_160_characters_of_gsm_7_bit():
    assert fits("a" * 160)
    assert not fits("a" * 161)
    assert fits("éÄ£@" * 40)


def test_extension_characters_count_twice():
    assert fits("€" * 80)
    assert not fits("€" * 80 + "a")
    assert not fits("[" * 81)


def test_one_other_character_makes_it_70():
    assert fits("₹" + "a" * 69)
    assert not fits("₹" + "a" * 70)
    assert not fits("ç" + "a" * 70)


def test_an_emoji_counts_twice():
    assert fits("🎁" * 35)
    assert not fits("🎁" * 35 + "a")


def test_a_sentence_that_does_not_fit_is_left_out():
    assert fitted("On its way.", ["By Rahul.", "x" * 160, "Today."]) == (
        "On its way. By Rahul. Today."
    )


@given(text=st.text(max_size=200), more=MORE)
def test_the_text_itself_is_never_cut(text: str, more: list[str]):
    whole = fitted(text, more)

    assert whole.startswith(text)
    assert whole == text or fits(whole)


@given(more=MORE)
def test_every_sentence_that_fits_is_added(more: list[str]):
    whole = " ".join(["On its way.", *more])
    if fits(whole):
        assert fitted("On its way.", more) == whole
