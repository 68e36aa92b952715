"""Each example does what it says."""

from importlib import import_module
from pathlib import Path

import pytest

SAY = {
    "own_transition_rules": [
        "pending cannot become processing; it can become: cancelled, confirmed.",
        "confirmed",
        "processing",
    ],
    "own_cancellation_policy": [
        "Less than 20 would be refunded; cancel without a refund.",
        "refunded: 180 INR",
    ],
    "own_carrier": ["pending True", "delivered partial"],
    "own_notification_sender": ["['order 1001 is shipped now']", "['sent']"],
}


@pytest.mark.parametrize("name", SAY)
def test_an_example_does_what_it_says(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
):
    import_module(f"examples.{name}").main(f"sqlite:///{tmp_path / 'shop.db'}")

    assert capsys.readouterr().out.splitlines() == SAY[name]


def test_every_example_is_run():
    folder = Path(__file__).parents[3] / "examples"

    assert {file.stem for file in folder.glob("own_*.py")} == set(SAY)
