"""A short run of what ``make fuzz`` does at length."""

from pathlib import Path

import pytest

from tests.integration.fuzz.fuzzing import fuzz
from tests.integration.server_process import Server

SHORT = ("--max-examples", "5", "--phases", "coverage,fuzzing,stateful", "--seed", "1")


def test_no_check_fails_whatever_is_sent(server: Server, tmp_path: Path):
    fuzzed = fuzz(server, tmp_path, *SHORT)

    if fuzzed.failures:
        pytest.fail(fuzzed.failures)
    assert fuzzed.cases > 1_000
    assert {200, 201, 404, 409, 422} <= fuzzed.answers.keys()
