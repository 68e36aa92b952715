from pathlib import Path

import pytest

pytest.importorskip("cosmic_ray", reason="make mutation installs Cosmic Ray")

from tests.mutation.operators import mutations_of


def test_every_operator_is_applied_at_every_place(tmp_path: Path):
    file = tmp_path / "limits.py"
    file.write_text("def fits(number):\n    return number is not None and number < 3\n")

    mutations = mutations_of(file)

    lines = {line for each in mutations for line in each.changed_lines}
    assert {
        "return number is not None or number < 3",
        "return number is not None and number <= 3",
    } <= lines
    assert "return number is None and number < 3" in lines
    assert "return number != None and number < 3" not in lines
    assert {each.line for each in mutations} == {2}
