import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.application.order_words import (
    have_other_words,
    words_of_order,
    words_of_query,
)
from seller_orders.domain.order import Order
from seller_orders.domain.values import Customer, Tracking
from seller_orders.testing.sample_order import fulfillment, line, order
from seller_orders.testing.strategies import orders, texts

ANJALI = order(
    number="#SO-1001",
    customer=Customer(
        id="cus_1",
        name="Zoë-Anjali O’Brien शर्मा",
        email="anjali.p@shop.example",
        phone="+91 98765 43210",
    ),
    lines=(
        evolve(line("pasta", 2), sku="gid://shopify/Variant/7", name="Łódź Nudeln (500 g)"),
        line("soup", 1),
    ),
    fulfillments=(fulfillment(pasta=1),),
)


def is_found(order: Order, query: str) -> bool:
    words = words_of_order(order)
    return all(
        any(word.startswith(tuple(wanted)) for word in words) for wanted in words_of_query(query)
    )


@pytest.mark.parametrize(
    "query",
    [
        *("zoe", "ZOË", "zoe\u0308", "anjali", "zoe-anj", "o'brien", "O’BRI", "obrien", "brien"),
        *("शर्मा", "शर", "anjali.p@shop.example", "ANJALI.P@SHOP", "shop.example", "p@shop"),
        *("98765", "98765 43210", "+91 98765", "+91 98765 43210", "+9198765", "919876543210"),
        *("0091 98765 43210", "098765 43210", "98765-43210", "(98765) 432", "९८७६५"),
        *("#so-1001", "so-1001", "SO-1", "1001", "so 1001", "gid://shopify/Variant/7", "variant/7"),
        *("lodz", "łódź nud", "500", "1z999", "soup", "sku-soup", "anjali 98765 soup 1z9"),
    ],
)
def test_a_seller_finds_the_order(query: str):
    assert is_found(ANJALI, query)


@pytest.mark.parametrize(
    "query",
    [
        *("anjal1", "njali", "zoe zora", "शर्मि", "रम", "001", "43211", "98765 43211"),
        *("+92 98765 4", "0092 98765 43210", "+49 987 654 3210"),
        *("gid://shopify/Variant/8", "gid://shopify/Customer", "pasta@shop", "500 kg", "soupx"),
    ],
)
def test_other_words_do_not_find_it(query: str):
    assert not is_found(ANJALI, query)


@pytest.mark.parametrize(
    ("phone", "query"),
    [
        ("+1 (415) 555-0100", "415 555"),
        ("+1 (415) 555-0100", "(415) 555-0100"),
        ("415-555-0100", "+1 415 555 0100"),
        ("+44 (0)20 7946 0000", "020 7946 0000"),
        ("+44 (0)20 7946 0000", "+44 20 7946"),
        ("020 7946 0000", "+44 20 7946 0000"),
        ("919876543210", "98765 43210"),
        ("9876543210", "+91 98765 43210"),
        ("9876543210", "0091 98765"),
        ("138 0013 8000", "+86 138 0013 8000"),
        ("0049 30 901820", "+49 30 90"),
        ("+353 1 234 5678", "01 234 5678"),
    ],
)
def test_phones_are_found_with_and_without_code(phone: str, query: str):
    assert is_found(evolve(ANJALI, customer=Customer(id="c", name="A", phone=phone)), query)


@pytest.mark.parametrize("query", ["", "  ", "-", "://", "'", "\u0301"])
def test_a_query_without_letters_or_digits_has_no_words(query: str):
    assert words_of_query(query) == []


@given(placed=orders(), data=st.data())
def test_each_beginning_of_a_text_finds_its_order(placed: Order, data: st.DataObject):
    texts_of_order = [placed.number, placed.customer.name, *(each.name for each in placed.lines)]
    words = data.draw(st.sampled_from(texts_of_order)).split()
    some = [word[: data.draw(st.integers(1, len(word)))] for word in words[:3]]

    assert is_found(placed, " ".join(some))


@given(text=texts(300))
def test_words_have_letters_marks_digits_and_hyphens(text: str):
    for word in words_of_order(order(number=text)):
        assert word.strip("-") == word != ""
        assert len(word) <= 100
        assert not set(word) & set(" '\\:*&|!()\"<>\t\n")


def test_a_change_without_words_is_recognised():
    change = evolve(ANJALI, note="Call before delivery", tags=("vip",))
    renamed = evolve(ANJALI, customer=evolve(ANJALI.customer, name="Zoë"))

    assert not have_other_words(ANJALI, change)
    assert have_other_words(ANJALI, renamed)


def test_words_of_parts_are_recognised():
    (first, *rest) = ANJALI.lines
    renamed = evolve(ANJALI, lines=(evolve(first, name="Zoë"), *rest))
    noted = evolve(ANJALI, lines=(evolve(first, attributes={"a": "b"}), *rest))
    parcel = fulfillment("pending", "ful_2", pasta=1)
    tracked = evolve(ANJALI, fulfillments=(*ANJALI.fulfillments, parcel))
    untracked = evolve(parcel, shipment=evolve(parcel.shipment, tracking=Tracking()))

    assert have_other_words(ANJALI, renamed)
    assert have_other_words(ANJALI, tracked)
    assert not have_other_words(ANJALI, noted)
    assert not have_other_words(
        ANJALI, evolve(ANJALI, fulfillments=(*ANJALI.fulfillments, untracked))
    )
