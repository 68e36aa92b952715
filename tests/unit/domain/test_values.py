from collections.abc import Callable
from typing import Any

import pytest
from attrs import asdict, evolve
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.countries import COUNTRY_CODES
from seller_orders.domain.fulfillment import Shipment
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.values import (
    NOTE_LENGTH,
    TAG_LENGTH,
    Address,
    Coordinates,
    Customer,
    DeliveryPerson,
    Recipient,
    Tracking,
    is_identifier,
    is_web_address,
)
from seller_orders.testing.sample_order import line
from seller_orders.testing.strategies import identifiers, web_addresses


@pytest.mark.parametrize("id", ["a", "ord_1", "A.b-C_9", "-", "..", "Z" * 64])
def test_identifiers_have_1_to_64_allowed_characters(id: str):
    assert is_identifier(id)


@pytest.mark.parametrize(
    "id", ["", "Z" * 65, "a b", "a/b", "ord_1\n", "\nord_1", "é", "a\x00", "٣", "a:b", "a%20b"]
)
def test_other_texts_are_not_identifiers(id: str):
    assert not is_identifier(id)
    with pytest.raises(ValueError, match="id is not an identifier"):
        ItemQuantity(id=id, quantity=1)


@given(identifiers())
def test_strategy_identifiers_are_valid(id: str):
    assert is_identifier(id)


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example",
        "https://a.example:8080/track?n=1#x",
        "HTTPS://A.EXAMPLE/",
        "https://[2001:db8::1]/",
        "https://a.example/" + "x" * 482,
    ],
)
def test_tracking_accepts_web_addresses(url: str):
    assert Tracking(url=url).url == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://a.example/",
        "//a.example/",
        "a.example",
        "https://",
        "https:///path",
        "https://a.example/\nSet-Cookie: x",
        "https://a.example/a b",
        " https://a.example/",
        "java\tscript:alert(1)",
        "https://a.example:0/",
        "https://a.example:99999/",
        "https://a.example:port/",
        "https://[::1/",
        "https://a.example/\x00",
        "https://a.example/\ud800",
        "https://a.example/" + "x" * 483,
    ],
)
def test_tracking_refuses_other_addresses(url: str):
    with pytest.raises(ValueError, match="url is not an http or https address"):
        Tracking(url=url)


@given(web_addresses)
def test_strategy_web_addresses_are_valid(url: str):
    assert is_web_address(url)


def line1(text: str) -> Address:
    return Address(line1=text, city="Mumbai", country_code="IN")


@pytest.mark.parametrize(
    ("build", "longest"),
    [
        (line1, 500),
        (lambda text: Address(line1="1", city=text, country_code="IN"), 500),
        (lambda text: Customer(id="c", name=text), 200),
        (lambda text: evolve(line(), name=text), 500),
        (lambda text: Recipient(name=text), 200),
        (lambda text: DeliveryPerson(name=text), 200),
    ],
)
def test_a_required_text_is_not_empty(build: Callable[[str], object], longest: int):
    assert build("x")
    assert build("é" * longest)
    for text in ["", "é" * (longest + 1)]:
        with pytest.raises(ValueError, match=f"from 1 to {longest} characters"):
            build(text)


@pytest.mark.parametrize(
    ("build", "longest"),
    [
        (lambda text: Customer(id="c", name="n", phone=text), 32),
        (lambda text: Customer(id="c", name="n", email=text), 500),
        (lambda text: Customer(id="c", name="n", company=text), 500),
        (lambda text: Address(city="c", company=text), 500),
        (lambda text: DeliveryPerson(name="n", phone=text), 32),
        (lambda text: Tracking(awb=text), 500),
    ],
)
def test_an_optional_text_may_be_none_or_empty(build: Callable[[str | None], object], longest: int):
    assert build(None)
    assert build("")
    assert build("é" * longest)
    with pytest.raises(ValueError, match=f"from 0 to {longest} characters"):
        build("é" * (longest + 1))


@pytest.mark.parametrize("unwritable", ["\x00", "a\x00b", "\ud800", "a\udc00b"])
def test_a_text_has_no_nul_and_no_lone_surrogate(unwritable: str):
    with pytest.raises(ValueError, match="NUL or a lone surrogate"):
        line1(unwritable)
    with pytest.raises(ValueError, match="NUL or a lone surrogate"):
        Tracking(awb=unwritable)


@pytest.mark.parametrize("written", ["a\r\nb", "\x01", "\x7f", "🚲", "\ue000", "\uffff", "\u202e"])
def test_other_characters_are_allowed(written: str):
    assert line1(written).line1 == written


@pytest.mark.parametrize(
    "known",
    [
        {"line1": "House 5, Road 6"},
        {"city": "Pune"},
        {"country_code": "XK"},
        {"name": "Anjali Patel"},
        {"company": "Patel Foods"},
        {"coordinates": Coordinates(18.5, 73.9)},
        {"state": ""},
    ],
)
def test_one_field_of_an_address_is_enough(known: dict[str, Any]):
    address = Address(**known)

    assert {
        name: value for name, value in asdict(address, recurse=False).items() if value is not None
    } == known


def test_an_address_without_any_field_is_refused():
    with pytest.raises(ValueError, match="at least one field"):
        Address()
    with pytest.raises(ValueError, match="at least one field"):
        Address(line1=None, city=None, coordinates=None)


@pytest.mark.parametrize("code", ["IN", "US", "GB", "JP", "KW", "AX", "SS", "XK"])
def test_country_codes_are_two_upper_case_letters(code: str):
    assert Address(line1="1", city="x", country_code=code).country_code == code


@pytest.mark.parametrize("code", ["", "in", "IND", "UK", "EU", "ZZ", "AN", "SU"])
def test_other_country_codes_are_refused(code: str):
    with pytest.raises(ValueError, match="country_code"):
        Address(line1="1", city="x", country_code=code)


def test_there_are_249_countries_and_kosovo():
    assert len(COUNTRY_CODES) == 250
    assert all(len(code) == 2 and code.isupper() for code in COUNTRY_CODES)


def test_length_limits_match_the_contract():
    assert (TAG_LENGTH, NOTE_LENGTH) == (64, 2000)


def test_a_shipment_has_at_least_one_item():
    with pytest.raises(ValueError, match="items"):
        Shipment(items=())


@given(
    st.text(
        st.characters(exclude_categories=()) | st.sampled_from("\x00\n\r\ud800\udfff\ue000"),
        max_size=20,
    )
)
def test_a_text_has_a_length_and_can_be_written(text: str):
    codes = list(map(ord, text))
    is_fit = codes != [] and not any(c == 0 or 0xD800 <= c <= 0xDFFF for c in codes)

    try:
        kept = DeliveryPerson(name=text).name
    except ValueError:
        kept = None

    assert kept == (text if is_fit else None)


@pytest.mark.parametrize("character", ["a", "\n", "é", "𝄞"])
def test_each_character_of_a_text_counts_once(character: str):
    assert DeliveryPerson(name=character * 200).name == character * 200
    with pytest.raises(ValueError, match="name has from 1 to 200 characters"):
        DeliveryPerson(name=character * 201)
