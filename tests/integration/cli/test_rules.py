import re
from functools import partial
from pathlib import Path

import pytest
from attrs import frozen

from seller_orders.testing import reference_rules
from tests.support.documented_examples import page
from tests.support.server_process import Ended, run, side_by_side, sqlite_url

# The output leaves out transitions of a status to itself.
OPEN, FORWARD = (
    {status: ways - {status} for status, ways in reference_rules.MAY_BECOME[name].items()}
    for name in ("open", "forward")
)

CASES = [("", OPEN), ("open", OPEN), ("forward", FORWARD)]


@frozen
class Rules:
    """Outputs of the command, by rule set and format."""

    folder: Path
    written: dict[tuple[str, str], Ended]

    def lines(self, name: str, format: str) -> list[str]:
        """Assert success and return the lines."""
        ended = self.written[name, format]
        assert (ended.returncode, ended.stderr) == (0, b"")
        return ended.stdout.decode().splitlines()


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    folder = tmp_path_factory.mktemp("rules")
    write = partial(run, sqlite_url(folder / "orders.db"), "rules")
    calls = {
        (name, format): partial(
            write, *(["--format", format] if name else []), settings={"TRANSITIONS": name}
        )
        for name, _ in CASES
        for format in ("table", "mermaid")
        # An empty name stands for no options at all.
        if (name, format) not in {("", "mermaid"), ("open", "table")}
    }
    return Rules(folder, side_by_side(calls))


@pytest.mark.parametrize(("name", "expected"), [CASES[0], CASES[2]], ids=["open", "forward"])
def test_the_table_has_a_line_for_each_status(
    rules: Rules, name: str, expected: dict[str, set[str]]
):
    lines = rules.lines(name, "table")

    shown = {}
    for line in lines:
        status, _, targets = line.partition(" ")
        shown[status] = set(re.findall(r"[a-z]+", targets)) - {"closed"}
    assert shown == expected
    assert all(("(closed)" in line) is (not expected[line.split()[0]]) for line in lines)


@pytest.mark.parametrize(("name", "expected"), CASES[1:], ids=["open", "forward"])
def test_the_diagram_has_an_arrow_for_each_transition(
    rules: Rules, name: str, expected: dict[str, set[str]]
):
    first, *arrows = rules.lines(name, "mermaid")

    drawn = [tuple(arrow.strip().split(" --> ")) for arrow in arrows]
    assert first == "stateDiagram-v2"
    assert sorted(drawn) == sorted(
        [
            ("[*]", "pending"),
            *((status, target) for status in expected for target in expected[status]),
            *((status, "[*]") for status in expected if not expected[status]),
        ]
    )


def test_the_rules_need_no_database(rules: Rules):
    assert rules.lines("open", "mermaid")
    assert list(rules.folder.iterdir()) == []


def test_an_unknown_format_is_refused(tmp_path: Path):
    ended = run(sqlite_url(tmp_path / "orders.db"), "rules", "--format", "svg")

    assert ended.returncode == 2


def test_the_documentation_shows_the_forward_rules(rules: Rules):
    shown = page("docs/pictures/forward-rules.mmd")

    assert shown.splitlines() == rules.lines("forward", "mermaid")
