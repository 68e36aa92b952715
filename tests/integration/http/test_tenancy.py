import pytest

from tests.integration import orders
from tests.integration.http.operations import CHANGES, Operation, Subject, subject_on
from tests.integration.http_client import Answer, Client
from tests.integration.server_process import Server

READS = ["/orders/{id}", "/orders/{id}/actions"]
_DIFFERS = {"Date", "Server-Timing", "Ratelimit", "X-Request-Id"}


def seen(answer: Answer) -> tuple[object, ...]:
    """Return all of an answer that could give something away."""
    kept = {name.lower(): v for name, v in answer.headers.items() if name.title() not in _DIFFERS}
    return answer.status, kept, answer.body, answer.steps


@pytest.mark.parametrize("is_warm", [False, True], ids=["cold cache", "warm cache"])
@pytest.mark.parametrize("path", READS)
def test_reading_another_domain_s_order_gets_what_a_missing_one_gets(
    client: Client, other: Client, path: str, is_warm: bool
):
    url = path.format(id="ord_1")
    missing = client.get(url)
    theirs = orders.created(other, order_id="ord_1")
    if is_warm:
        orders.now_is(other, theirs)

    answer = client.get(url)

    assert (answer.status, answer.code) == (404, "order_not_found")
    assert seen(answer) == seen(missing)


@pytest.mark.parametrize("is_warm", [False, True], ids=["cold cache", "warm cache"])
@pytest.mark.parametrize("operation", CHANGES, ids=str)
@pytest.mark.parametrize("condition", [{}, {"If_Match": '"3"'}], ids=["plain", "conditional"])
def test_changing_another_domain_s_order_gets_what_a_missing_one_gets(
    server: Server,
    client: Client,
    operation: Operation,
    is_warm: bool,
    condition: dict[str, str],
):
    theirs = subject_on(server)
    if is_warm:
        theirs.state()
    ids = theirs.order_id, theirs.fulfillment_id, theirs.refund_id
    others = "x" * len(ids[0]), "y" * len(ids[1]), "z" * len(ids[2])
    intruder, nowhere = Subject(client, *ids), Subject(client, *others)
    before = theirs.state()

    answer = intruder.send_good(operation, **condition)
    missing = nowhere.send_good(operation, **condition)

    assert (answer.status, answer.code) == (404, "order_not_found")
    told = answer.body.decode()
    for theirs_id, other_id in zip(ids, others, strict=True):
        told = told.replace(theirs_id, other_id)
    assert told == missing.body.decode()
    assert theirs.state() == before


def test_a_list_and_its_filters_show_nothing_of_another_domain(client: Client, other: Client):
    order = orders.created(
        other, order_id="ord_1", order_number="A-1", tags=["gift"], store_id="store_9"
    )
    queries = ["", "?search=A-1", "?tag=gift", "?store_id=store_9", "?customer_id=cus_1"]

    found = [client.get(f"/orders{query}").json for query in queries]

    assert [page["orders"] for page in found] == [[]] * len(queries)
    assert {page["pagination"]["total"] for page in found} == {0}
    assert other.get("/orders?search=A-1").json["orders"][0]["order_id"] == order["order_id"]


def test_another_domain_s_id_and_number_are_free_here(client: Client, other: Client):
    orders.created(other, order_id="ord_1", order_number="1001")

    ours = orders.created(client, order_id="ord_1")

    assert ours["order_number"] == "1001"


def test_the_same_id_in_two_domains_is_two_orders_in_the_cache_too(client: Client, other: Client):
    ours = orders.created(client, order_id="ord_1")
    theirs = orders.created(other, order_id="ord_1")
    both = [orders.now_is(client, ours), orders.now_is(other, theirs)]

    orders.status_set(client, ours, "processing")

    assert [order["domain_id"] for order in both] == [client.domain_id, other.domain_id]
    assert orders.now_is(client, ours)["status"] == "processing"
    assert orders.now_is(other, theirs) == theirs
