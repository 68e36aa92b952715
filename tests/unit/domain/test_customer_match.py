"""A customer is matched by an id, exactly, or by an e-mail address in any letter case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.customer_match import CustomerMatch
from seller_orders.domain.values import Customer


def customer(id: str | None = None, email: str | None = None) -> Customer:
    # No text is the object that the condition has.
    same = [None if text is None else "".join(list(text)) for text in (id, email)]
    return Customer(name="Anjali Patel", id=same[0], email=same[1])


@pytest.mark.parametrize(
    ("found", "matches"),
    [
        (customer("cus_1", "anjali@mail.example"), True),
        (customer("cus_1"), True),
        (customer("cus_2", "cus_1"), False),
        (customer("CUS_1"), False),
        (customer("cus_0"), False),
        (customer(None, "cus_1"), False),
    ],
)
def test_an_id_matches_exactly(found: Customer, matches: bool):
    assert CustomerMatch(id="cus_1").matches(found) is matches


@pytest.mark.parametrize(
    ("email", "matches"),
    [
        ("anjali@mail.example", True),
        ("Anjali@MAIL.example", True),
        (" anjali@mail.example ", True),
        ("anjal@mail.example", False),
        ("zorro@mail.example", False),
        ("", False),
        (None, False),
    ],
)
@pytest.mark.parametrize("asked", ["anjali@mail.example", " ANJALI@mail.example"])
def test_an_address_matches_in_any_letter_case(asked: str, email: str | None, matches: bool):
    match = CustomerMatch(email=asked)

    assert match.matches(customer("anjali@mail.example", email)) is matches


@given(texts=st.tuples(*[st.sampled_from([None, "", "a", "b"])] * 2))
def test_exactly_one_of_both_is_given(texts: tuple[str | None, str | None]):
    id, email = texts
    is_allowed = texts.count(None) == 1
    try:
        CustomerMatch(id=id, email=email)
    except ValueError:
        assert not is_allowed
    else:
        assert is_allowed
