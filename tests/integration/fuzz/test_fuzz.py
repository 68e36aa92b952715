"""A short run of ``make fuzz``, with its phases divided between the databases.

On SQLite every rule of each part of the schema is tried once: each boundary, and each violation.
On PostgreSQL schemathesis makes up random requests and sequences of them.
"""

from pathlib import Path

import pytest

from tests.integration.fuzz.fuzzing import fuzz
from tests.support.server_process import Server


def test_schema_boundaries_pass_all_checks(sqlite_server: Server, tmp_path: Path):
    phases = ("--phases", "examples,coverage", "--seed", "1")
    fuzzed = fuzz(sqlite_server, tmp_path, *phases, distinct=True)

    if fuzzed.failures:
        pytest.fail(fuzzed.failures)
    assert fuzzed.cases > 1_000
    assert {200, 201, 401, 404, 405, 409, 422} <= fuzzed.answers.keys()


def test_random_requests_pass_all_checks(postgresql_server: Server, tmp_path: Path):
    phases = ("--phases", "examples,fuzzing,stateful", "--max-examples", "8", "--seed", "1")
    fuzzed = fuzz(postgresql_server, tmp_path, *phases)

    if fuzzed.failures:
        pytest.fail(fuzzed.failures)
    assert fuzzed.cases > 200
    assert {200, 201, 404, 409, 422} <= fuzzed.answers.keys()
