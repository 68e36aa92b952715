import pytest
from attrs import evolve

from tests.integration.http.operations import (
    APPROVE_RETURN,
    CANCEL_FULFILLMENT,
    EVERY,
    READS,
    RECEIVE_RETURN,
    RETRY_DELIVERY,
    STATUS,
    UPDATE_FULFILLMENT,
    UPDATE_REFUND,
    Operation,
    subject_for,
    subject_on,
)
from tests.support import order_requests
from tests.support.http_client import Answer, Client, to_json
from tests.support.server_process import Server

OF_AN_ORDER = [each for each in EVERY if "{order}" in each.path]
_COUNTS = {"date", "server-timing", "ratelimit", "ratelimit-policy", "x-request-id"}


def seen(answer: Answer) -> tuple[object, ...]:
    """Return everything observable in a response; of varying headers, only the names."""
    headers = sorted(
        (name.lower(), "" if name.lower() in _COUNTS else value)
        for name, value in answer.headers.items()
    )
    steps = answer.steps if "Server-Timing" in answer.headers else []
    return answer.status, headers, answer.body, steps


ROUTES: dict[str, tuple[str, str, bytes | None]] = {
    **{
        f"{method} {each}": (method, each.path, None)
        for method in ("GET", "HEAD")
        for each in OF_AN_ORDER
        if each in READS
    },
    **{
        str(each): (each.method, each.path, to_json(each.body))
        for each in OF_AN_ORDER
        if each not in READS
    },
    **{
        f"dry {each}": (each.method, f"{each.path}?dry_run=true", to_json(each.body))
        for each in OF_AN_ORDER
        if each.takes_dry_run
    },
    "no method": ("DELETE", "/orders/{order}", None),
    "no JSON": (STATUS.method, STATUS.path, b"{"),
    "a bad field": (STATUS.method, STATUS.path, b'{"status": "new"}'),
    "a bad parameter": ("GET", "/orders/{order}?full=1", None),
}

HEADERS: dict[str, dict[str, str]] = {
    "plain": {},
    "If-Match": {"If-Match": '"3"'},
    "If-Match any": {"If-Match": "*"},
    "If-None-Match": {"If-None-Match": '"3"'},
    "If-None-Match any": {"If-None-Match": "*"},
    "Idempotency-Key": {"Idempotency-Key": "k"},
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_another_domain_s_order_is_answered_as_missing(server: Server, headers: dict[str, str]):
    """Holds while the order is not cached, and while its domain has it in the cache."""
    theirs = subject_on(server)
    ids = (
        theirs.order_id,
        theirs.fulfillment_id,
        theirs.refund_id,
        theirs.return_id,
        theirs.hold_id,
    )
    others = tuple(letter * len(id) for letter, id in zip("vwxyz", ids, strict=True))
    # One domain for each, so that each idempotency key is new in all.
    stranger, of_cold, of_warm = (server.client() for _ in range(3))

    def answers(client: Client, ids: tuple[str, ...]) -> dict[str, str]:
        found = {}
        for name, route in ROUTES.items():
            answer = asked(client, route, ids, headers | key_of(name, headers))
            assert 400 <= answer.status < 500, name
            found[name] = alike(seen(answer), (*ids, client.domain_id))
        return found

    missing = answers(stranger, others)
    assert answers(of_cold, ids) == missing
    order_requests.get_order(theirs.client, {"order_id": theirs.order_id})
    assert answers(of_warm, ids) == missing
    assert order_requests.get_order(theirs.client, {"order_id": theirs.order_id})["version"] == 3


def key_of(name: str, headers: dict[str, str]) -> dict[str, str]:
    """Return an idempotency key for one route."""
    return {"Idempotency-Key": name.replace(" ", "-")} if "Idempotency-Key" in headers else {}


def asked(
    client: Client,
    route: tuple[str, str, bytes | None],
    ids: tuple[str, ...],
    headers: dict[str, str],
) -> Answer:
    method, path, body = route
    order, fulfillment, refund, return_, hold = ids
    path = path.format(
        order=order,
        item="iid_001",
        fulfillment=fulfillment,
        refund=refund,
        hold=hold,
        **{"return": return_},
    )
    return client.call(method, path, body, headers=headers)


def alike(told: tuple[object, ...], names: tuple[str, ...]) -> str:
    text = str(told)
    for number, name in enumerate(names):
        text = text.replace(name, f"<{number}>")
    return text


@pytest.mark.parametrize("is_warm", [False, True], ids=["cold cache", "warm cache"])
@pytest.mark.parametrize("atomic", [False, True])
def test_a_bulk_update_reports_foreign_orders_as_missing(
    server: Server, is_warm: bool, atomic: bool
):
    ours, theirs = subject_on(server), subject_on(server)
    if is_warm:
        order_requests.get_order(theirs.client, {"order_id": theirs.order_id})
    before, nowhere = theirs.state(), "x" * len(theirs.order_id)
    actions: dict[str, dict[str, object]] = {
        "update_status": {"status": "processing"},
        "add_tags": {"tags": ["gift"]},
        "remove_tags": {"tags": ["gift"]},
        "fulfill": {},
    }

    for action, data in actions.items():
        body = {"action": action, "data": data, "atomic": atomic}
        both = [
            ours.client.patch("/orders/bulk", body | {"order_ids": ids})
            for ids in ([theirs.order_id], [nowhere])
        ]
        mixed = ours.client.patch(
            "/orders/bulk", body | {"order_ids": [ours.order_id, theirs.order_id]}
        )

        answer, missing = both
        assert alike(seen(answer), (theirs.order_id,)) == alike(seen(missing), (nowhere,))
        assert answer.json["failed"][0]["code"] == "order_not_found"
        assert mixed.status == (409 if atomic else 200)
    assert theirs.state() == before


def test_a_foreign_fulfillment_or_refund_id_is_missing(
    server: Server,
):
    ours, theirs = subject_on(server), subject_on(server)
    lost = "y" * len(theirs.fulfillment_id), "z" * len(theirs.refund_id)
    before = theirs.state()

    for operation in (UPDATE_FULFILLMENT, CANCEL_FULFILLMENT, UPDATE_REFUND):
        taken = evolve(ours, fulfillment_id=theirs.fulfillment_id, refund_id=theirs.refund_id)
        missing = evolve(ours, fulfillment_id=lost[0], refund_id=lost[1])
        answers = [each.send_good(operation) for each in (taken, missing)]

        assert {answer.status for answer in answers} == {404}
        theirs_ids = (theirs.fulfillment_id, theirs.refund_id)
        assert alike(seen(answers[0]), theirs_ids) == alike(seen(answers[1]), lost)
    assert theirs.state() == before


def test_lists_show_nothing_of_another_domain(client: Client, other: Client):
    order = order_requests.create_order(
        other, order_id="ord_1", order_number="A-1", tags=["gift"], store_id="store_9"
    )
    queries = ["", "?search=A-1", "?tag=gift", "?store_id=store_9", "?customer_id=cus_1"]

    found = [client.get(f"/orders{query}").json for query in queries]

    assert [page["orders"] for page in found] == [[]] * len(queries)
    assert {page["pagination"]["total"] for page in found} == {0}
    assert other.get("/orders?search=A-1").json["orders"][0]["order_id"] == order["order_id"]


def test_refund_lists_show_nothing_of_another_domain(client: Client, other: Client):
    """A cursor is a position and grants no access."""
    order = order_requests.create_order(other, order_id="ord_1")
    made = [order_requests.create_refund(other, order, amount) for amount in (1, 2)]
    cursor = other.get("/refunds?limit=1").json["pagination"]["next_cursor"]

    found = [client.get(f"/refunds{query}").json for query in ("", f"?cursor={cursor}")]

    assert [page["refunds"] for page in found] == [[], []]
    assert [each["id"] for each in other.get("/refunds").json["refunds"]] == [
        each["id"] for each in made
    ]


def test_ids_and_numbers_are_unique_per_domain_only(client: Client, other: Client):
    order_requests.create_order(other, order_id="ord_1", order_number="1001")

    ours = order_requests.create_order(client, order_id="ord_1")

    assert ours["order_number"] == "1001"


def test_the_cache_separates_equal_ids_of_two_domains(client: Client, other: Client):
    ours = order_requests.create_order(client, order_id="ord_1")
    theirs = order_requests.create_order(other, order_id="ord_1")
    both = [order_requests.get_order(client, ours), order_requests.get_order(other, theirs)]

    order_requests.set_status(client, ours, "processing")

    assert [order["domain_id"] for order in both] == [client.domain_id, other.domain_id]
    assert order_requests.get_order(client, ours)["status"] == "processing"
    assert order_requests.get_order(other, theirs) == theirs


@pytest.mark.parametrize("operation", [APPROVE_RETURN, RECEIVE_RETURN], ids=str)
def test_a_foreign_return_id_is_missing(server: Server, operation: Operation):
    ours, theirs = (subject_for(server, operation) for _ in range(2))
    before, lost = theirs.state(), "y" * len(theirs.return_id)

    answers = [evolve(ours, return_id=id).send_good(operation) for id in (theirs.return_id, lost)]

    assert {(answer.status, answer.code) for answer in answers} == {(404, "return_not_found")}
    assert alike(seen(answers[0]), (theirs.return_id,)) == alike(seen(answers[1]), (lost,))
    assert theirs.state() == before


@pytest.mark.parametrize(
    "operation", [each for each in EVERY if "{endpoint}" in each.path], ids=str
)
def test_another_domain_s_endpoint_is_answered_as_missing(server: Server, operation: Operation):
    ours, theirs = server.client(), subject_for(server, operation)
    before = theirs.state()
    taken = evolve(theirs, client=ours)
    missing = evolve(taken, endpoint_id="z" * len(theirs.endpoint_id))

    answers = [each.send_good(operation) for each in (taken, missing)]

    assert {(answer.status, answer.code) for answer in answers} == {(404, "endpoint_not_found")}
    shown = [
        alike(seen(answer), (each.endpoint_id,))
        for answer, each in zip(answers, (taken, missing), strict=True)
    ]
    assert shown[0] == shown[1]
    assert theirs.state() == before


def test_a_delivery_of_another_endpoint_is_missing(server: Server):
    ours, theirs = (subject_for(server, RETRY_DELIVERY) for _ in range(2))
    taken = evolve(ours, delivery_id=theirs.delivery_id)
    missing = evolve(ours, delivery_id="z" * len(theirs.delivery_id))

    answers = [each.send_good(RETRY_DELIVERY) for each in (taken, missing)]

    assert {(answer.status, answer.code) for answer in answers} == {(404, "delivery_not_found")}
