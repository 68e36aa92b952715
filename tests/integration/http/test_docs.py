"""/docs: Swagger UI without external resources."""

import re

import pytest

from tests.support.http_client import Client

PARTS = ("index.css", "swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png", "start.js")


@pytest.fixture
def anybody(client: Client) -> Client:
    return client.with_key(None)


def test_docs_page_is_public_with_strict_csp(anybody: Client):
    answer = anybody.send("GET", "/docs")

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = dict(
        directive.split(" ", 1)
        for directive in answer.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"


def test_docs_page_has_no_inline_or_external_code(anybody: Client):
    page = anybody.send("GET", "/docs").body.decode()

    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=|//", page)


@pytest.mark.parametrize("name", PARTS)
def test_docs_assets_are_served(anybody: Client, name: str):
    page = anybody.send("GET", "/docs").body.decode()
    part = anybody.send("GET", f"/docs/{name}")

    assert f'"docs/{name}"' in page
    assert part.status == 200
    assert part.headers["X-Content-Type-Options"] == "nosniff"


def test_docs_page_uses_no_online_validator(anybody: Client):
    assert "validatorUrl: null" in anybody.send("GET", "/docs/start.js").body.decode()


def test_docs_page_is_filled_in_without_sending_the_key(anybody: Client):
    """Browsers do not send a URL's fragment; the script also removes it from the address bar."""
    script = anybody.send("GET", "/docs/start.js").body.decode()

    assert "location.hash" in script
    assert "location.search)" in script
    assert "URLSearchParams(location.search" not in script
    assert "history.replaceState" in script
    assert "preauthorizeApiKey" in script
    assert '"domain_id"' in script


def test_the_start_page_leads_to_the_docs(anybody: Client):
    answer = anybody.send("GET", "/")

    assert answer.status == 302
    assert answer.json == {"docs": answer.headers["Location"], "openapi": "openapi.json"}
    assert anybody.send("GET", f"/{answer.headers['Location']}").status == 200


@pytest.mark.parametrize(
    "path",
    ["/docs/", "/docs/index.html", "/docs/swagger-ui.js", "/docs/..%2fapp.py", "/docs/%2e%2e/x"],
)
def test_docs_serve_no_other_files(anybody: Client, path: str):
    assert anybody.send("GET", path).status == 404


def test_responses_are_not_cached_or_sniffed(client: Client):
    answer = client.get("/orders")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
