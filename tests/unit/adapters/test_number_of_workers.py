from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from click.testing import CliRunner, Result

from seller_orders.adapters.inbound.cli import commands


def served(*options: str) -> tuple[Result, Mock]:
    serve = Mock()
    context = SimpleNamespace(serve=serve)
    ended = CliRunner().invoke(commands.command_line, ["serve", *options], obj=lambda: context)
    return ended, serve


@pytest.mark.parametrize(
    ("processors", "workers"), [(1, 1), (6, 6), (64, 64), (65, 64), (1_000, 64)]
)
def test_auto_is_a_worker_for_each_processor(
    monkeypatch: pytest.MonkeyPatch, processors: int, workers: int
):
    monkeypatch.setattr(commands, "usable_processors", lambda: processors)

    _, serve = served("--workers", "auto")

    assert serve.call_args.kwargs["workers"] == workers


@pytest.mark.parametrize(("options", "workers"), [((), 1), (("--workers", "3"), 3)])
def test_workers_can_be_counted_by_hand(options: tuple[str, ...], workers: int):
    _, serve = served(*options)

    assert serve.call_args.kwargs["workers"] == workers


@pytest.mark.parametrize("number", ["0", "65", "Auto", "many", ""])
def test_other_numbers_of_workers_are_refused(number: str):
    ended, serve = served("--workers", number)

    assert ended.exit_code == 2
    assert "Invalid value for '--workers'" in ended.output
    serve.assert_not_called()
