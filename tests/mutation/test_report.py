"""Reports of mutations: only an unnoticed one with a reason is no problem."""

from functools import partial
from pathlib import Path

from tests.mutation.mutation import Mutation
from tests.mutation.report import Report


def unnoticed(folder: Path) -> Mutation:
    file = folder / "limits.py"
    file.write_text("LIMIT = 3\n")
    return Mutation(file, 1, partial(str, "LIMIT = 4\n"))


def test_an_explained_mutation_is_no_problem(tmp_path: Path):
    report = Report("limits", 9, [unnoticed(tmp_path)], {"LIMIT = 4": "nobody counts so far"})

    assert report.problems == []
    assert str(report) == "limits: 1 of 9 unnoticed, 1 explained"


def test_a_mutation_without_a_reason_is_a_problem(tmp_path: Path):
    (problem,) = Report("limits", 9, [unnoticed(tmp_path)], {}).problems

    assert problem.endswith("-LIMIT = 3\n+LIMIT = 4")


def test_a_reason_without_a_mutation_is_a_problem():
    report = Report("limits", 9, [], {"LIMIT = 4": "nobody counts so far"})

    assert report.problems == ["It explains no mutation: LIMIT = 4"]
