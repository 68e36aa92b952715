"""The settings of a domain over HTTP."""

import json

import pytest

from seller_orders.adapters.inbound.http.api.cursors import write_cursor
from tests.integration.http.request_bodies import SETTINGS
from tests.support import order_requests
from tests.support.http_client import BASE, Client, to_json
from tests.support.server_process import Server

PATH = "/settings"


@pytest.fixture
def client(server: Server) -> Client:
    return server.client()


def test_a_put_needs_if_match(client: Client):
    headers = {"Content-Type": "application/json"}
    answer = client.send("PUT", f"{BASE}/{client.domain_id}{PATH}", b"{}", headers)

    assert (answer.status, answer.code) == (428, "precondition_required")
    assert client.get(PATH).json["version"] == 0


def test_etags_guard_what_was_read(client: Client):
    read = client.get(PATH)
    assert read.headers["ETag"] == '"0"'
    assert client.get(PATH, If_None_Match='"0"').status == 304

    first = client.call("PUT", PATH, to_json({"language": "fr"}), headers={"If-Match": '"0"'})
    late = client.call("PUT", PATH, to_json({"language": "es"}), headers={"If-Match": '"0"'})
    also_late = client.patch(PATH, {"language": "es"}, If_Match='"0"')

    assert (first.status, first.headers["ETag"]) == (200, '"1"')
    assert [(each.status, each.code) for each in (late, also_late)] == [
        (412, "version_mismatch")
    ] * 2
    assert client.get(PATH, If_None_Match='"0"').json == first.json
    assert client.get(PATH, If_None_Match='"1"').status == 304


def test_all_sections_come_back_with_their_source(client: Client):
    before = client.get(PATH).json
    assert set(before["sources"].values()) == {"installation"}

    after = client.call("PUT", PATH, to_json(SETTINGS)).json

    assert set(after["sources"].values()) == {"domain"}
    assert after["updated_by"].startswith("key:")
    carrier = after["carriers"]["bicycle"]
    assert (carrier["token"], carrier["secret"]) == ("•", "•")
    assert after["payments"]["main"]["secrets"] == {"key": "•"}
    same = {name: after[name] for name in SETTINGS}
    again = client.call("PUT", PATH, to_json(json.loads(json.dumps(same, default=float))))
    assert again.json == after


def test_the_history_is_paged_newest_first(client: Client):
    for language in ("fr", "es", "de"):
        client.patch(PATH, {"language": language})

    first = client.get(f"{PATH}/history?limit=2").json
    second = client.get(f"{PATH}/history?limit=2&cursor={first['next_cursor']}").json

    assert [each["version"] for each in first["changes"]] == [3, 2]
    assert first["changes"][0]["sections"] == {"language": {"from": "es", "to": "de"}}
    assert [each["version"] for each in second["changes"]] == [1]
    assert second["next_cursor"] is None
    for cursor in ("x", write_cursor(-1), write_cursor(2**31), write_cursor(10**30)):
        assert client.get(f"{PATH}/history?cursor={cursor}").pointers == ["/cursor"]


def notifications(**section: object) -> dict[str, object]:
    return {"notifications": section}


def template(text: str, name: str = "bulk.txt") -> dict[str, object]:
    return notifications(templates={name: text})


def about(phrase: str) -> dict[str, object]:
    return notifications(phrases={"about": phrase})


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"transitions": {"pending": ["pending"]}}, "/transitions"),
        ({"transitions": {"pending": [], "shipped": []}}, "/transitions/shipped"),
        (template("{% if %}"), "/notifications/templates/bulk.txt"),
        (template("{{ nope }}"), "/notifications/templates/bulk.txt"),
        (template("", "nope.txt"), "/notifications/templates/nope.txt"),
        (about("%(nope)s"), "/notifications/phrases/about"),
        (about("%(number)9999999s"), "/notifications/phrases/about"),
        (notifications(phrases={"nope": ""}), "/notifications/phrases/nope"),
        (notifications(mail_from="nobody"), "/notifications/mail_from"),
        ({"carriers": {"a": {"url": "http://10.0.0.1", "secret": "x"}}}, "/carriers/a/url"),
        ({"carriers": {"a/b": {"url": "https://x.example"}}}, "/carriers/a~1b"),
        ({"handling": {"business_days": 1, "holidays": ["2026-02-30"]}}, "/handling/holidays/0"),
        ({"unknown": 1}, "/unknown"),
    ],
)
def test_bad_settings_are_refused_where_they_are(
    client: Client, document: dict[str, object], pointer: str
):
    answer = client.patch(PATH, document)

    assert answer.status == 422
    assert pointer in answer.pointers
    assert client.get(PATH).json["version"] == 0


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_types_and_rules_are_refused_together(client: Client, method: str):
    document = {
        "time_zone": 5,
        "handling": {"business_days": "2", "working_days": []},
        "notifications": {"mail_from": "nobody", "sms_from": 5},
        "carriers": {"van": {"url": "http://10.0.0.1", "token": 5}},
    }

    answer = client.call(method, PATH, to_json(document), headers={"If-Match": '"0"'})

    assert (answer.status, answer.code) == (422, "invalid_fields")
    assert {(each["pointer"], each["code"]) for each in answer.json["errors"]} == {
        ("/time_zone", "invalid"),
        ("/handling/business_days", "wrong_type"),
        ("/handling/working_days", "out_of_range"),
        ("/notifications/mail_from", "invalid"),
        ("/notifications/sms_from", "wrong_type"),
        ("/carriers/van/url", "private_address"),
        ("/carriers/van/token", "wrong_type"),
        ("/carriers/van/secret", "required"),
    }


def test_orders_follow_the_settings_of_their_domain(client: Client, server: Server):
    other = server.client()
    table = {"pending": ["confirmed", "cancelled"], "confirmed": ["cancelled"], "cancelled": []}
    client.patch(PATH, {"transitions": table, "numbering": {"prefix": "A-", "next": 2001}})

    order, elsewhere = (order_requests.create_order(each) for each in (client, other))
    path = f"/orders/{order['order_id']}/status"

    assert order["order_number"] == "A-2001"
    assert elsewhere["order_number"] != "A-2001"
    assert client.patch(path, {"status": "shipped"}).code == "transition_not_allowed"
    order_requests.set_status(client, order, "confirmed")
    order_requests.set_status(other, elsewhere, "shipped")
