"""Domains of an installation over HTTP: registered, archived, counted."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.http.operations import ADMIN
from tests.integration.jwt.provider import AUDIENCE, ISSUER, Provider
from tests.support import order_requests
from tests.support.http_client import Answer, Client, to_json
from tests.support.log_lines import lines_of
from tests.support.server_process import Server, run, serving
from tests.support.time_limits import DOMAIN_REMEMBERED, LONG, shipped
from tests.support.waiting import wait_until

CREATE = {"name": "Pasta Palace"}


@pytest.fixture(scope="module")
def provider() -> Provider:
    provider = Provider()
    provider.add("RS256", "RS256")
    return provider


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Server]:
    """A separate server: from the first domain on, others have to be registered."""
    folder: Path = tmp_path_factory.mktemp("domains")
    file = folder / "jwks.json"
    provider.publish(file)
    tokens: Any = {"JWT_ISSUER": ISSUER, "JWT_AUDIENCE": AUDIENCE, "JWT_JWKS": str(file)}
    with serving(folder, limits={**LONG, DOMAIN_REMEMBERED: 0.2}, **tokens) as running:
        yield running


@pytest.fixture(scope="module")
def installation(server: Server) -> Client:
    """A client with an installation key; no domain is registered yet."""
    return server.anybody("none").with_key(server.admin_key())


@pytest.fixture(scope="module")
def before(server: Server) -> Client:
    """A client of a domain with an order, from before the first domain was registered."""
    client = server.client()
    order_requests.create_order(client)
    return client


@pytest.fixture(scope="module")
def registered(installation: Client, before: Client) -> Client:
    """The installation's client, after it has registered the first domain."""
    assert installation.send("GET", "/admin/domains").json == {"domains": [], "next_cursor": None}
    assert before.get("/orders").status == 200
    assert post(installation, "", {"id": "dom_first", "name": "First"}).status == 201
    return installation


def post(client: Client, path: str, document: Any = None, **headers: str) -> Answer:
    body = None if document is None else to_json(document)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if body is not None:
        given["Content-Type"] = "application/json"
    return client.send("POST", f"/admin/domains{path}", body, given)


def patch(client: Client, path: str, document: Any) -> Answer:
    headers = {"Content-Type": "application/json"}
    return client.send("PATCH", f"/admin/domains{path}", to_json(document), headers)


def get(client: Client, path: str = "") -> Answer:
    return client.send("GET", f"/admin/domains{path}")


@pytest.mark.parametrize(("method", "path", "_"), ADMIN)
def test_only_an_installation_key_opens_admin(
    server: Server, before: Client, method: str, path: str, _: str
):
    url = path.format(domain=before.domain_id)

    anybody = before.with_key(None).send(method, url, b"not json")
    merchant = before.send(method, url, b"not json")

    assert (anybody.status, anybody.code) == (401, "unauthenticated")
    assert anybody.headers["WWW-Authenticate"].startswith("Bearer")
    assert (merchant.status, merchant.code) == (403, "installation_forbidden")
    assert "admin-key create" in merchant.json["detail"]


def test_a_token_of_all_domains_does_not_open_admin(server: Server, provider: Provider):
    token = provider.token("RS256", domains=["*", "dom_1"])

    answer = get(server.anybody("none").with_key(token))

    assert (answer.status, answer.code) == (403, "installation_forbidden")


def test_an_installation_key_opens_no_domain(before: Client, installation: Client):
    answers = [before.with_key(installation.key).get("/orders")]
    answers.append(installation.for_domain("*").get("/orders"))

    assert {(each.status, each.code) for each in answers} == {(403, "domain_forbidden")}


def test_an_installation_key_is_not_logged(server: Server, installation: Client):
    answer = get(installation)
    refused = get(installation.with_key("soa_made-up"))

    [line] = lines_of(server.log, answer)
    [line_refused] = lines_of(server.log, refused, "access_refused")
    assert line["who"].startswith("admin:adm_")
    assert line_refused["credential"] == "installation_key"
    assert str(installation.key) not in server.log.read_text()
    assert "soa_made-up" not in server.log.read_text()


def test_the_first_domain_registers_those_in_use(registered: Client, before: Client):
    ids = {each["id"] for each in get(registered, "?limit=100").json["domains"]}

    assert {"dom_first", before.domain_id} <= ids
    assert before.get("/orders").status == 200
    assert get(registered, f"/{before.domain_id}").json["name"] == before.domain_id


def test_other_domains_are_refused_afterwards(
    server: Server, registered: Client, provider: Provider
):
    client = server.anybody("dom_never").with_key(
        provider.token("RS256", domains=["dom_never", "dom_first"])
    )
    made = run(server.url, "keys", "create", "--domain", "dom_never")

    answer = client.get("/orders")

    assert (answer.status, answer.code) == (403, "domain_forbidden")
    assert client.for_domain("dom_first").get("/orders").status == 200
    assert (made.returncode, made.stdout) == (1, b"")
    assert made.stderr.startswith(b"Error: There is no domain dom_never.")


def test_a_key_of_a_new_domain_works(server: Server, registered: Client):
    made = post(registered, "", CREATE)

    assert made.status == 201
    assert made.json["id"].startswith("dom_")
    assert made.headers["Location"] == f"/admin/domains/{made.json['id']}"
    assert registered.send("GET", made.headers["Location"]).json == made.json
    assert server.client(domain_id=made.json["id"]).get("/orders").status == 200


def test_a_taken_id_is_refused(registered: Client):
    answer = post(registered, "", {"id": "dom_first", "name": "Second"})

    assert (answer.status, answer.code) == (409, "domain_exists")
    assert get(registered, "/dom_first").json["name"] == "First"


def test_a_domain_is_renamed(registered: Client):
    made = post(registered, "", CREATE).json

    answer = patch(registered, f"/{made['id']}", {"name": "Käse & Söhne"})

    assert answer.json["name"] == "Käse & Söhne"
    assert answer.json["created_at"] == made["created_at"]
    assert get(registered, f"/{made['id']}").json == answer.json


def test_keys_of_an_archived_domain_are_refused(server: Server, registered: Client):
    domain_id = post(registered, "", CREATE).json["id"]
    client = server.client(domain_id=domain_id)
    order = order_requests.create_order(client)

    archived = post(registered, f"/{domain_id}/archive")
    wait_until(lambda: client.get("/orders").status == 403)

    assert archived.json["archived_at"] == archived.json["updated_at"]
    refused = client.get("/orders")
    assert refused.code == "domain_archived"
    # A seller has no installation key.
    assert "Ask whoever runs the installation" in refused.json["detail"]
    assert "/admin" not in refused.json["detail"]
    assert client.post("/orders", order_requests.order_document()).code == "domain_archived"
    assert post(registered, f"/{domain_id}/archive").json == archived.json
    assert post(registered, f"/{domain_id}/unarchive").json["archived_at"] is None
    wait_until(lambda: client.get("/orders").status == 200)
    assert client.get(f"/orders/{order['order_id']}").status == 200


def test_states_are_remembered_for_less_than_a_minute():
    assert shipped(DOMAIN_REMEMBERED) < 50


@pytest.mark.parametrize(("method", "path", "name"), ADMIN)
def test_an_unknown_domain_is_not_found(registered: Client, method: str, path: str, name: str):
    if "{domain}" not in path:
        return
    body = to_json({"name": "New"}) if name == "rename_domain" else None
    headers = {"Content-Type": "application/json"} if body else {}
    answers = [
        registered.send(method, path.format(domain=domain_id), body, headers)
        for domain_id in ("dom_unknown", "*", "a%00b", "x" * 65)
    ]

    assert {(each.status, each.code) for each in answers} == {(404, "domain_not_found")}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/name"),
        ({"name": ""}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"name": "a\x00"}, "/name"),
        ({"name": None}, "/name"),
        ({"name": "Shop", "id": "*"}, "/id"),
        ({"name": "Shop", "id": ""}, "/id"),
        ({"name": "Shop", "archived_at": None}, "/archived_at"),
    ],
)
def test_bad_domains_are_refused(registered: Client, body: Any, pointer: str):
    answer = post(registered, "", body)

    assert (answer.status, answer.pointers) == (422, [pointer])


def test_a_repeated_key_creates_one_domain(registered: Client):
    keyed = {"Idempotency_Key": "create-1"}

    first, again = (post(registered, "", CREATE, **keyed) for _ in range(2))
    other = post(registered, "", {"name": "Other"}, **keyed)

    assert first.status == again.status == 201
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (other.status, other.code) == (422, "idempotency_key_reused")


@pytest.mark.parametrize("action", ["archive", "unarchive", ""])
def test_every_change_takes_an_idempotency_key(registered: Client, action: str):
    domain_id = post(registered, "", CREATE).json["id"]
    path = f"/{domain_id}/{action}".rstrip("/")

    def send() -> Answer:
        headers = {"Idempotency-Key": f"{domain_id}-{action}"}
        if action:
            return registered.send("POST", f"/admin/domains{path}", None, headers)
        headers["Content-Type"] = "application/json"
        return registered.send("PATCH", f"/admin/domains{path}", to_json({"name": "New"}), headers)

    first, again = send(), send()

    assert (first.status, again.body) == (200, first.body)
    assert again.headers["Idempotent-Replayed"] == "true"


def test_pages_have_each_domain_once(registered: Client):
    made = {post(registered, "", CREATE).json["id"] for _ in range(3)}
    seen: list[str] = []
    path = "?limit=2"
    while True:
        page = get(registered, path).json
        seen += [each["id"] for each in page["domains"]]
        if page["next_cursor"] is None:
            break
        path = f"?limit=2&cursor={page['next_cursor']}"

    assert made < set(seen)
    assert seen == sorted(set(seen))


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "cursor=x", "cursor=", "page=1", "limit=2&limit=3"]
)
def test_bad_parameters_of_the_list_are_refused(registered: Client, query: str):
    assert get(registered, f"?{query}").status == 422


def test_usage_counts_orders_by_month(server: Server, registered: Client):
    domain_id = post(registered, "", CREATE).json["id"]
    client = server.client(domain_id=domain_id)
    for moment in ("2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2026-01-31T23:30:00-01:00"):
        order_requests.create_order(client, created_at=moment)

    answer = get(registered, f"/{domain_id}/usage?from=2025-12&to=2026-02")

    assert answer.json["domain_id"] == domain_id
    assert [(each["month"], each["orders"]) for each in answer.json["months"]] == [
        ("2025-12", 1),
        ("2026-01", 1),
        ("2026-02", 1),
    ]
    assert len(get(registered, f"/{domain_id}/usage").json["months"]) == 12


@pytest.mark.parametrize(
    "query", ["from=2026", "from=2026-13", "to=2026-1", "from=2024-01&to=2026-01", "to=1969-12"]
)
def test_bad_months_are_refused(registered: Client, query: str):
    answer = get(registered, f"/dom_first/usage?{query}")

    assert (answer.status, answer.pointers) == (422, [f"/{query.partition('=')[0]}"])


def test_bad_ranges_of_months_are_refused(registered: Client):
    answer = get(registered, "/dom_first/usage?from=2026-02&to=2026-01")

    assert (answer.status, answer.pointers) == (422, ["/from"])


def test_the_command_line_does_the_same(server: Server, registered: Client):
    made = json.loads(run(server.url, "domains", "create", "--name", "By command").stdout)
    archived = json.loads(run(server.url, "domains", "archive", made["id"]).stdout)
    taken = run(server.url, "domains", "create", "--id", made["id"], "--name", "Again")

    assert get(registered, f"/{made['id']}").json == archived
    assert archived["archived_at"]
    assert (taken.returncode, taken.stdout) == (1, b"")
    assert b"already exists" in taken.stderr
