"""The README is run: its commands against a real demo, its Python against a real database."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from socket import socket
from typing import Any

import pytest

COMMAND = Path(sys.executable).with_name("seller-orders")
README = Path(__file__).parents[2].joinpath("README.md").read_text()
EXAMPLES = re.findall(r"```sh\n(curl .*?)```\n```json\n(.*?)```", README, re.DOTALL)
EMBEDDING = [
    block for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "embed(" in block
]
(PROVING,) = re.findall(r"```python\n([^`]*OrderMachine.*?)```", README, re.DOTALL)
SAY = ["2", "There is no order ord_1."]


@pytest.fixture
def exports() -> Iterator[str]:
    """A running demo; the lines that it says to paste first."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [COMMAND, "demo", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as demo:
        try:
            assert demo.stdout is not None
            said = ""
            while "Started worker" not in said:
                line = demo.stdout.readline()
                assert line, f"the demo ended early: {said}"
                said += line
            yield "\n".join(line.strip() for line in said.splitlines() if "export " in line)
        finally:
            demo.send_signal(signal.SIGTERM)


def test_every_command_of_the_readme_gives_the_answer_that_it_shows(exports: str) -> None:
    for command, shown in EXAMPLES:
        answer = subprocess.run(
            ["bash", "-c", f"{exports}\n{command}"], capture_output=True, check=True, timeout=60
        )

        assert_shown(json.loads(shown), json.loads(answer.stdout))


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


def assert_shown(shown: Any, actual: Any) -> None:
    """Compare what a reader sees with what came; "…" stands for what is left out."""
    if shown == "…":
        return
    if isinstance(shown, dict):
        left_out = {"…": None} if shown.get("…") else {}
        assert isinstance(actual, dict)
        assert left_out or shown.keys() == actual.keys()
        for key in shown.keys() - left_out.keys():
            assert_shown(shown[key], actual[key])
    elif isinstance(shown, list):
        assert len(shown) == len(actual)
        for each, came in zip(shown, actual, strict=True):
            assert_shown(each, came)
    else:
        assert shown == actual
