"""/docs: a page to try the API on, that needs nothing from elsewhere."""

import re

import pytest

from tests.support.http_client import Client

PARTS = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png", "start.js")


@pytest.fixture
def anybody(client: Client) -> Client:
    return client.with_key(None)


def test_the_page_is_open_to_all_under_a_policy_that_lets_nothing_else_in(anybody: Client):
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


def test_the_page_has_no_script_or_style_in_itself_and_no_address_of_another_host(anybody: Client):
    page = anybody.send("GET", "/docs").body.decode()

    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=|//", page)


@pytest.mark.parametrize("name", PARTS)
def test_every_part_of_the_page_is_here(anybody: Client, name: str):
    page = anybody.send("GET", "/docs").body.decode()
    part = anybody.send("GET", f"/docs/{name}")

    assert f'"docs/{name}"' in page
    assert part.status == 200
    assert part.headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_is_told_to_ask_no_validator(anybody: Client):
    assert "validatorUrl: null" in anybody.send("GET", "/docs/start.js").body.decode()


@pytest.mark.parametrize(
    "path",
    ["/docs/", "/docs/index.html", "/docs/swagger-ui.js", "/docs/..%2fapp.py", "/docs/%2e%2e/x"],
)
def test_nothing_else_of_the_folders_is_given(anybody: Client, path: str):
    assert anybody.send("GET", path).status == 404


def test_answers_are_not_to_be_kept_or_guessed_at(client: Client):
    answer = client.get("/orders")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
