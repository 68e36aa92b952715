"""Outcomes of mutations of a small module, each as it is known beforehand."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

MODULE: Final = """
from functools import cache

LIMIT = 3


def doubled(number):
    twice: int | None = 2 * number
    return twice


def is_below(number):
    return number < LIMIT


def never_called(number):
    return number + 7


def squares():
    return [number * number for number in range(4)]


def adder(term):
    def add(number):
        return number + term

    return add


@cache
def ten():
    return 10


def last_digit(number):
    while number > 9:
        number = number - 10
    return number


def kept(number):
    return number * 1
"""

TESTS: Final = """
import pytest

from toy.arithmetic import adder, doubled, is_below, kept, last_digit, squares, ten

SQUARES = squares()
add_two = adder(2)


def test_doubled():
    assert doubled(3) == 6


def test_limit():
    assert is_below(1)
    assert not is_below(5)


def test_squares():
    assert SQUARES == [0, 1, 4, 9]


def test_adder():
    assert add_two(5) == 7


def test_ten():
    assert ten()


def test_ten_exactly():
    assert ten() == 10


def test_last_digit():
    assert last_digit(25) == 5


@pytest.mark.parametrize("expected", [kept(4)])
def test_kept(expected):
    assert kept(4) == expected
"""

RUN: Final = """
import json, sys
from functools import partial
from pathlib import Path
from tests.mutation.baseline import measured
from tests.mutation.mutation import Mutation
from tests.mutation.processes import in_process
from tests.mutation.trials import Bench

root = Path(sys.argv[1])
file = root / "toy/arithmetic.py"
text = file.read_text()
mutations = [
    Mutation(file, text[: text.index(old)].count("\\n") + 1, partial(text.replace, old, new))
    for old, new in json.loads(sys.argv[2])
]
baseline = in_process(measured, root, root / "toy", root / "checks")
bench = Bench(root, root / "checks", baseline, workers=2, seconds=0.5)
print(json.dumps([outcome.name for outcome in bench.outcomes(mutations)]))
"""

CASES: Final = {
    "a wrong result": ("2 * number", "3 * number", "NOTICED"),
    "an annotation of a local variable": ("int | None", "int - None", "NO_CHANGE"),
    "a longer annotation of a local variable": ("int | None", "int >> None", "NO_CHANGE"),
    "a limit that no test is near": ("number < LIMIT", "number <= LIMIT", "UNNOTICED"),
    "a line that no test executes": ("number + 7", "number - 7", "UNNOTICED"),
    "a constant": ("LIMIT = 3", "LIMIT = 0", "NOTICED"),
    "a constant that no test is near": ("LIMIT = 3", "LIMIT = 4", "UNNOTICED"),
    "a module that cannot be imported": ("LIMIT = 3", "LIMIT = 3 // 0", "NOTICED"),
    "a text that is no Python": ("2 * number", "2 * * number", "NOTICED"),
    "a result made at import": ("number * number", "number + number", "NOTICED"),
    "a closure made at import": ("number + term", "number - term", "NOTICED"),
    "a remembered result": ("return 10", "return 11", "NOTICED"),
    "a loop without an end": ("number - 10", "number + 10", "NOTICED"),
    "an expected value that changes, too": ("number * 1", "number * 2", "UNNOTICED"),
}


def run(folder: Path, tests: str) -> subprocess.CompletedProcess[str]:
    for name, text in {"toy/arithmetic.py": MODULE, "checks/test_arithmetic.py": tests}.items():
        file = folder / name
        file.parent.mkdir()
        (file.parent / "__init__.py").touch()
        file.write_text(text)
    changes = json.dumps([case[:2] for case in CASES.values()])
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-c", RUN, str(folder), changes],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    ended = run(tmp_path_factory.mktemp("mutation"), TESTS)
    assert ended.returncode == 0, ended.stderr
    return dict(zip(CASES, json.loads(ended.stdout.splitlines()[-1]), strict=True))


@pytest.mark.parametrize("case", CASES)
def test_outcome_of_a_mutation(case: str, outcomes: dict[str, str]):
    assert outcomes[case] == CASES[case][2]


def test_failing_tests_notice_nothing(tmp_path: Path):
    ended = run(tmp_path, TESTS.replace("== 6", "== 7"))

    assert ended.returncode == 1
    assert "The tests have to pass without a mutation first." in ended.stderr
