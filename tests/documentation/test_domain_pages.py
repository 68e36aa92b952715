"""The pages on what a domain sets up are pasted into a shell, block by block, and run."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import Any, Final

import httpx
import pytest

from tests.integration.webhook.receiver import Receiver, receiving
from tests.support import order_requests
from tests.support.documented_examples import is_shown, page, python_code, shell_session
from tests.support.http_client import BASE, Client
from tests.support.server_process import COMMAND, Server, environment, serving
from tests.support.waiting import WITHIN_S

DOMAIN: Final = "dom_1"
PAGES: Final = {
    "docs/settings.md": 4,
    "docs/webhook-endpoints.md": 4,
    "docs/events.md": 2,
    "docs/authentication.md": 2,
    "docs/users-and-roles.md": 2,
    "docs/domains.md": 5,
}
"""Blocks of commands of each page."""

SETTINGS: Final[dict[str, Any]] = {
    "SECRET_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "WEBHOOK_ALLOW_PRIVATE": "1",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a changed order."""
    with serving(tmp_path_factory.mktemp("pages"), **SETTINGS) as running:
        client = running.client(domain_id=DOMAIN)
        order = order_requests.create_order(client, order_id="ord_1")
        order_requests.set_status(client, order, "processing")
        yield running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as listening:
        yield listening


@pytest.mark.parametrize("name", PAGES)
def test_every_block_gives_what_its_page_shows(
    server: Server, receiver: Receiver, tmp_path: Path, name: str
) -> None:
    """Answers to repeatable requests may come later: other processes follow a change."""
    shell = Shell(server, server.client(domain_id=DOMAIN), tmp_path)
    blocks = shell_session(name)

    for block in blocks:
        command, kind, shown = (
            text.replace("https://erp.example/events", receiver.url).replace(
                "127.0.0.1:8080", f"127.0.0.1:{server.port}"
            )
            for text in block
        )
        deadline = monotonic() + (0 if "-X" in command or "-d" in command else WITHIN_S)
        while not is_shown(kind, shown, answer := shell.paste(command)) and kind:
            assert monotonic() < deadline, (command, answer)
        if found := re.search(r'"(whe_[^"]*)"', answer):
            shell.paste(f"export ENDPOINT={found[1]}")

    assert len(blocks) == PAGES[name]
    assert len(re.findall(r"^```(?:sh|console)", page(name), re.MULTILINE)) == PAGES[name]


class Shell:
    """A shell whose variables outlive each pasted block."""

    def __init__(self, server: Server, client: Client, folder: Path) -> None:
        self._folder, self._variables = folder, folder / "exports"
        api = f"http://127.0.0.1:{server.port}{BASE}/{client.domain_id}"
        given = {
            "API": api,
            "KEY": client.key or "",
            **{
                name: value
                for name, value in environment(server.url, **SETTINGS).items()
                if name.startswith(("SELLER_ORDERS_", "PYTHONPATH"))
            },
        }
        exports = [f"export {name}='{value}'" for name, value in given.items()]
        path = f"export PATH='{Path(COMMAND).parent}':\"$PATH\""
        self._variables.write_text("\n".join([*exports, path]))

    def paste(self, command: str) -> str:
        """Run a block, and return what it prints."""
        script = f"source {self._variables}\n{command}\ndeclare -px > {self._variables}"
        return subprocess.run(
            ["bash", "-euc", script],
            cwd=self._folder,
            capture_output=True,
            check=True,
            timeout=60,
            text=True,
        ).stdout


class Enough(Exception):  # noqa: N818  # it ends the loop of the example
    """Raised once the example has processed what the test wants."""


def test_the_python_example_follows_the_feed(server: Server) -> None:
    [code] = python_code("docs/events.md")
    client = server.client(domain_id=DOMAIN)
    pages: list[tuple[list[Any], str]] = []

    def process(events: list[Any], after: str) -> None:
        pages.append((events, after))
        if len(pages) == 2:
            raise Enough
        order_requests.create_order(client, order_id="ord_2")

    names: dict[str, Any] = {"process": process}
    exec(code, names)
    base = f"http://127.0.0.1:{server.port}{BASE}/{DOMAIN}"
    with ExitStack() as stack:
        headers = {"Authorization": f"Bearer {client.key}"}
        session = stack.enter_context(httpx.Client(base_url=base, headers=headers))
        stack.enter_context(pytest.raises(Enough))
        names["follow"](session, None)

    (first, _), (second, _) = pages
    assert [each["version"] for each in first][:2] == [1, 2]
    assert [(each["order_id"], each["type"]) for each in second] == [("ord_2", "order.created")]
