"""A short run of what ``make fuzz`` does at length, its phases shared out between the databases."""

from pathlib import Path

import pytest

from tests.integration.fuzz.fuzzing import fuzz
from tests.support.server_process import Server


def test_no_check_fails_at_the_edges_of_what_is_described(sqlite_server: Server, tmp_path: Path):
    fuzzed = fuzz(sqlite_server, tmp_path, "--phases", "examples,coverage", "--seed", "1")

    if fuzzed.failures:
        pytest.fail(fuzzed.failures)
    assert fuzzed.cases > 1_000
    assert {200, 201, 401, 404, 405, 409, 422} <= fuzzed.answers.keys()


def test_no_check_fails_one_operation_after_another(postgresql_server: Server, tmp_path: Path):
    phases = ("--phases", "examples,fuzzing,stateful", "--max-examples", "10", "--seed", "1")
    fuzzed = fuzz(postgresql_server, tmp_path, *phases)

    if fuzzed.failures:
        pytest.fail(fuzzed.failures)
    assert fuzzed.cases > 200
    assert {200, 201, 404, 409, 422} <= fuzzed.answers.keys()
