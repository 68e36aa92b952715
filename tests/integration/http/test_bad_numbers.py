import pytest

from tests.integration.http.operations import (
    CANCEL,
    CREATE,
    FULFILL,
    PAYMENT,
    REFUND,
    Operation,
    Subject,
    subject_on,
)
from tests.integration.http.raw_json import with_value
from tests.support import order_requests
from tests.support.server_process import Server

QUANTITIES = "true false null 1.7 1e-9 0 -1 -1.0 1e999 1000000001 9223372036854775808".split()
QUANTITIES += ['"1"', "[1]", "{}", "9" * 5_000]

AMOUNTS = "true null -1 -0.01 1e999 1000000000000 1e12 9223372036854775808 [1] {}".split()
AMOUNTS += '"NaN" "Infinity" "1_000" "1e3" "1E+3" "" " 1" "1 " "+1" "0x10" ".5" "5." "1,5"'.split()
AMOUNTS += ["9" * 5_000, '"' + "9" * 5_000 + '"', "1." + "0" * 5_000 + "1", "1.0000001"]
TOO_EXACT = ["0.001", "1.005"]
# Beyond the largest exponent of a Decimal.
AMOUNTS += ["1e99999999999999999999", "1e-99999999999999999999", '"١٢"']


@pytest.fixture(scope="module")
def subject(server: Server) -> Subject:
    return subject_on(server)


def short(value: object) -> str:
    return str(value)[:24]


def refused_at(
    subject: Subject, operation: Operation, path: tuple[str | int, ...], raw: str
) -> bool:
    """Return whether the value is refused with its pointer and without effect."""
    before = subject.state()
    answer = subject.send(operation, with_value(subject.good_body(operation), path, raw))
    assert answer.status in {400, 422}, answer.body
    assert subject.state() == before
    pointer = "".join(f"/{part}" for part in path)
    return answer.status == 400 or pointer in answer.pointers


@pytest.mark.parametrize("quantity", QUANTITIES, ids=short)
@pytest.mark.parametrize("operation", [FULFILL, CREATE], ids=str)
def test_quantity_is_a_positive_whole_number(subject: Subject, operation: Operation, quantity: str):
    assert refused_at(subject, operation, ("items", 0, "quantity"), quantity)


@pytest.mark.parametrize("amount", AMOUNTS, ids=short)
def test_a_price_must_be_exact_and_within_limits(subject: Subject, amount: str):
    assert refused_at(subject, CREATE, ("items", 1, "selling_price"), amount)


@pytest.mark.parametrize("amount", AMOUNTS + TOO_EXACT, ids=short)
@pytest.mark.parametrize(
    ("operation", "path"),
    [
        (CREATE, ("shipping_total",)),
        (CREATE, ("discount_total",)),
        (CREATE, ("payment", "amount_paid")),
    ],
    ids=str,
)
def test_amount_must_be_exact_and_within_currency(
    subject: Subject, operation: Operation, path: tuple[str | int, ...], amount: str
):
    assert refused_at(subject, operation, path, amount)


@pytest.mark.parametrize("amount", [*TOO_EXACT, *AMOUNTS[:1], *AMOUNTS[2:]], ids=short)
@pytest.mark.parametrize(
    ("operation", "field"),
    [(CANCEL, "refund_amount"), (PAYMENT, "amount_captured"), (REFUND, "amount")],
    ids=str,
)
def test_captured_and_refunded_amounts_are_strict(
    subject: Subject, operation: Operation, field: str, amount: str
):
    good = subject.good_body(operation) | ({"refund": True} if operation is CANCEL else {})
    before = subject.state()

    answer = subject.send(operation, with_value(good, (field,), amount))

    assert answer.status in {400, 422}
    assert answer.status == 400 or answer.pointers == [f"/{field}"]
    assert subject.state() == before


@pytest.mark.parametrize(
    ("currency", "amount"),
    [("JPY", "1.5"), ("INR", "1.005"), ("KWD", "1.0005"), ("CLF", "1.00005")],
)
def test_amount_has_at_most_the_currencys_decimals(subject: Subject, currency: str, amount: str):
    before = subject.state()
    document = order_requests.order_document(
        currency=currency, tax_total=0, discount_total=0, items=[]
    )
    document["items"] = [order_requests.line_document("iid_001", "Tea", 1, 10)]
    document["payment"] = order_requests.UNPAID

    answer = subject.send(CREATE, with_value(document, ("shipping_total",), amount))

    assert answer.status == 422
    assert answer.pointers == ["/shipping_total"]
    assert answer.json["errors"][0]["code"] == "too_many_decimals"
    assert subject.state() == before
