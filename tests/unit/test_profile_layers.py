"""Layers of the profile, and the stacks that it counts."""

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest

from bench.layers import FUNCTIONS, OTHER, layer_of
from bench.stack_samples import raw_stacks, sampled_here

SQL = "seller_orders/adapters/outbound/sql"
APPLICATION = "seller_orders/application"
PACKAGE = Path(__file__).parents[2]


@pytest.mark.parametrize("begin", [each for begins in FUNCTIONS.values() for each in begins])
def test_each_row_names_code_that_exists(begin: str):
    file, _, function = begin.partition(":")
    path = folder_of(file) / file
    assert path.is_dir() if file.endswith("/") else path.is_file()
    assert not function or any(name.startswith(function) for name in functions_in(path))


def folder_of(file: str) -> Path:
    spec = importlib.util.find_spec(file.partition("/")[0])
    assert spec
    assert spec.origin
    return Path(spec.origin).parents[1]


def functions_in(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from (
                f"{node.name}.{each.name}"
                for each in node.body
                if isinstance(each, ast.FunctionDef)
            )


@pytest.mark.parametrize(
    ("called_by", "layer"),
    [
        (f"{SQL}/orders/order_loading.py:lock_orders", "loading"),
        (f"{SQL}/orders/order_repository.py:SqlOrderRepository.get_many", "loading"),
        (f"{SQL}/orders/order_repository.py:SqlOrderRepository.save", "saving"),
        (f"{APPLICATION}/commands/update_status.py:UpdateStatusHandler.update_status", "deciding"),
        (f"{APPLICATION}/order_changes.py:save_change", "saving"),
        (f"{APPLICATION}/order_changes.py:send_notification", "messages"),
        (f"{SQL}/connection/postgresql_pipeline.py:PipelineConnection.wait", "database driver"),
        (f"{SQL}/connection/engine.py:transaction", "transaction"),
        ("flask/app.py:Flask.wsgi_app", "framework"),
        ("flask/app.py:Flask.create_url_adapter", "routing"),
        ("threading.py:Thread.run", OTHER),
    ],
)
def test_the_domain_counts_where_it_is_called(called_by: str, layer: str):
    assert layer_of((called_by, "seller_orders/domain/order.py:Order.move_to")) == layer


def test_the_innermost_row_gives_the_layer():
    saving = f"{SQL}/orders/order_repository.py:SqlOrderRepository.save"
    driver = f"{SQL}/connection/statement_batch.py:execute_batch"
    assert layer_of((saving, driver, "psycopg/cursor.py:Cursor.execute")) == "database driver"


def test_samples_of_py_spy_are_stacks_with_counts():
    text = (
        "_serve (seller_orders/worker.py);step.<locals>.observed (seller_orders/steps.py) 12\n"
        "_serve (seller_orders/worker.py) 3\n"
        "_serve (seller_orders/worker.py);a name that\n"
    )
    served = "seller_orders/worker.py:_serve"
    assert raw_stacks(text) == {
        (served, "seller_orders/steps.py:step.<locals>.observed"): 12,
        (served,): 3,
    }


def test_the_processor_time_of_a_function_is_sampled():
    with sampled_here() as counts:
        work(seconds=0.2)
    (function,) = {stack[-1] for stack in counts if work.__name__ in stack[-1]}
    assert function == f"{Path(__file__).relative_to(PACKAGE)}:work"


def work(seconds: float) -> None:
    until = process_time() + seconds
    while process_time() < until:
        pass
