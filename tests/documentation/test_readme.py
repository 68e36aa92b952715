"""The examples of README.md and of the pages under docs/ are run.

Their commands are run against one demo, page by page. No two pages change the same order.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from seller_orders.domain.refusals import OrderNotFound
from tests.documentation.test_domain_pages import PAGES as DOMAIN_PAGES
from tests.support.documented_examples import (
    ROOT,
    assert_shown,
    commands,
    is_shown,
    page,
    python_code,
    shell_session,
)
from tests.support.server_process import environment, free_port
from tests.support.waiting import WITHIN_S

COMMAND = Path(sys.executable).with_name("seller-orders")
OF_ANOTHER_TEST = {"docs/refunds.md", "docs/two-domains.md", *DOMAIN_PAGES}
CREATED = ("hold", "fulfillment", "return")
PAGES = [
    name
    for name in ("README.md", *(f"docs/{each.name}" for each in sorted(ROOT.glob("docs/*.md"))))
    if commands(name) and name not in OF_ANOTHER_TEST
]
EXAMPLES = [example for name in PAGES for example in commands(name)]
EMBEDDING = [
    block
    for name in ("README.md", "docs/embedding.md")
    for block in python_code(name)
    if "embed(" in block
]
(PROVING,) = [block for block in python_code("docs/extending.md") if "OrderMachine" in block]
SAY = [OrderNotFound.code, "2", OrderNotFound("ord_1").message]


@pytest.fixture(scope="module")
def exports() -> Iterator[str]:
    """The two export lines that a running demo prints."""
    with subprocess.Popen(
        [COMMAND, "demo", "--port", str(free_port())],
        # The variables of the tests are no settings.
        env=environment(""),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as demo:
        try:
            assert demo.stdout is not None
            output = ""
            while "Ctrl+C" not in output:
                line = demo.stdout.readline()
                assert line, f"the demo ended early: {output}"
                output += line
            yield "\n".join(line.strip() for line in output.splitlines() if "export " in line)
        finally:
            demo.send_signal(signal.SIGTERM)


@pytest.mark.parametrize("name", PAGES)
def test_every_command_gives_the_answer_that_its_page_shows(exports: str, name: str) -> None:
    answers: dict[str, bytes] = {}
    # The ids of parts that earlier commands of the page created, as the page tells to set them.
    ids: dict[str, str] = {}
    for command, shown in commands(name):
        answer = subprocess.run(
            ["bash", "-c", f"{exports}\n{command}"],
            env={**os.environ, **ids},
            capture_output=True,
            check=True,
            timeout=60,
        )

        given = json.loads(answer.stdout)
        assert_shown(json.loads(shown), given)
        created = {kind: given.get(kind, {}) for kind in CREATED}
        ids |= {kind.upper(): part["id"] for kind, part in created.items() if "id" in part}
        assert answers.setdefault(command, answer.stdout) == answer.stdout


def test_the_page_of_two_domains_is_pasted_into_one_shell(exports: str, tmp_path: Path) -> None:
    """Answers to repeatable requests may come later: the relay delivers in the background."""
    variables = tmp_path / "exports"
    variables.write_text(exports)

    def pasted(command: str) -> str:
        script = f"source {variables}\n{command}\ndeclare -px > {variables}"
        return subprocess.run(
            ["bash", "-euc", script],
            cwd=tmp_path,
            capture_output=True,
            check=True,
            timeout=60,
            text=True,
        ).stdout

    for command, kind, shown in shell_session("docs/two-domains.md"):
        deadline = monotonic() + (0 if "-X" in command else WITHIN_S)
        while not is_shown(kind, shown, answer := pasted(command)):
            assert monotonic() < deadline, (command, answer)


def test_every_page_of_an_operation_has_an_example() -> None:
    names = "create-order list-orders get-order update-status fulfil-order cancel-order bulk-update"

    assert {f"docs/{name}.md" for name in names.split()} < {*PAGES}


def test_there_is_an_example_of_each_of_the_six_operations() -> None:
    operations = ("/orders?", "/orders/ord_1001", "/status", "/fulfillments", "/cancel", "/bulk")

    for operation in operations:
        assert any(operation in command for command, _ in EXAMPLES)


@pytest.mark.parametrize(("example", "says"), list(zip(EMBEDDING, SAY, strict=True)))
def test_the_embedding_examples_do_what_they_say(tmp_path: Path, example: str, says: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", example],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert run.stdout.splitlines() == [says]


def test_the_readme_is_under_200_lines() -> None:
    assert len(page("README.md").splitlines()) < 200
