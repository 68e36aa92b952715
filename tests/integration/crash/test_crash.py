from pathlib import Path
from typing import Final

import pytest

from tests.integration.crash.crash_run import STACKS, run_crashes

_KILLS: Final = 5
_SEED: Final = 20_261_124
_PAUSE_S: Final = 0.02
"""Pause of each of the six callers, so that they do not take all processors until the kills."""


@pytest.mark.parametrize("stack", STACKS)
def test_kills_lose_and_repeat_nothing(stack: str, tmp_path: Path):
    outcome = run_crashes(stack, tmp_path, _KILLS, _SEED, report=lambda _: None, pause_s=_PAUSE_S)

    assert outcome.violations == []
    assert outcome.kills.total() >= _KILLS
    assert outcome.acknowledged.total() > _KILLS
    assert outcome.replays > _KILLS
    assert outcome.events > outcome.orders
