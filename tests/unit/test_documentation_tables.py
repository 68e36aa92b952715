"""The reference tables and the copied code of docs/ are exactly what the code has."""

import ast
import re
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location

import click
import pytest

from seller_orders.adapters.inbound.cli.commands import command_line
from seller_orders.adapters.inbound.http.api.problems import status_of
from seller_orders.adapters.inbound.http.api.schema_generation import schemas
from seller_orders.adapters.inbound.http.layer_openapi import described
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.shared.wire.order_codec import ImportedOrder, OrderDocument
from seller_orders.domain.refusals import InvalidFields, Refusal
from seller_orders.settings import Settings, variables
from tests.support.documented_examples import ROOT, page, shown_files
from tests.support.order_document_fields import fields

PREFIX = "SELLER_ORDERS_"
OF_THE_SERVER = {("method_not_allowed", 405), ("internal_error", 500)}
"""Answers of every path, which the description of no operation lists."""


def rows(text: str) -> list[list[str]]:
    """Return the cells of each table row."""
    lines = re.findall(r"^\| (`.*) \|$", text, re.MULTILINE)
    return [re.split(r" \| ?", line) for line in lines]


def subclasses(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("seller_orders."):
            yield each
            yield from subclasses(each)


def codes_of_layer(layer: Layers) -> Iterator[tuple[str, int]]:
    for methods in described(layer)["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    ((_, problem),) = answer["content"].items()
                    yield from ((code, int(status)) for code in problem["examples"])


def test_error_codes_lists_every_code_with_its_status():
    top, _, _ = page("docs/error-codes.md").partition("## Wrong fields")
    documented = [(code.strip("`"), int(status)) for code, status, *_ in rows(top)]
    refusals = {(kind.code, status_of(kind)) for kind in subclasses(Refusal)}
    answers = {pair for layer in Layers if layer != Layers.ALL for pair in codes_of_layer(layer)}

    assert (InvalidFields.code, 422) in refusals
    assert len(answers) > 30
    assert sorted(documented) == sorted(refusals | answers | OF_THE_SERVER)


def test_error_codes_says_what_to_do_for_every_code():
    top, _, _ = page("docs/error-codes.md").partition("## Wrong fields")

    assert all(len(cells) == 4 and all(cells) for cells in rows(top))


def codes_of_fields() -> Iterator[str]:
    """Return the constant codes that the code makes field problems with."""
    position = {"FieldProblem": 0, "invalid": 0, "unless": 1}
    for file in ROOT.glob("seller_orders/**/*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                argument = node.args[position[name] :][:1] if name in position else []
                yield from (str(each.value) for each in argument if isinstance(each, ast.Constant))


def test_error_codes_lists_the_codes_of_fields():
    page_text = page("docs/error-codes.md")
    found = {*codes_of_fields()}

    assert len(found) > 20
    assert {code for code in found if f"`{code}`" not in page_text} == set()


def test_configuration_lists_every_variable():
    documented = re.findall(rf"^\| `({PREFIX}\w+)` ", page("docs/configuration.md"), re.MULTILINE)

    assert len(documented) == len({*documented})
    assert {*documented} == {*variables.names(Settings)}


@pytest.mark.parametrize(
    ("variable", "default"),
    [
        ("DATABASE_URL", Settings().database_url),
        ("CACHE_TTL", f"{Settings().cache_ttl_s:.0f}"),
        ("RATE_LIMIT", Settings().rate_limit),
    ],
)
def test_configuration_shows_the_default(variable: str, default: str):
    assert f"| `{PREFIX}{variable}` | `{default}` |" in page("docs/configuration.md")


@pytest.mark.parametrize(("name", "count"), [("docs/extending.md", 9), ("docs/embedding.md", 3)])
def test_a_page_shows_each_linked_file_as_it_is(name: str, count: int):
    """A repository host shows no included file, so the pages have copies."""
    shown = shown_files(name)

    assert len(shown) == count
    for file, code in shown:
        assert code.strip()
        assert ROOT.joinpath(file).read_text().endswith(f"\n{code}") or code == page(file), file


def test_no_page_includes_a_file():
    pages = [*ROOT.glob("docs/**/*.md"), ROOT / "README.md"]

    assert [each.name for each in pages if "{literalinclude}" in each.read_text()] == []


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def test_command_line_lists_every_command():
    documented = re.findall(
        r"^\| `(seller-orders [a-z -]+[a-z])", page("docs/command-line.md"), re.M
    )

    assert sorted(documented) == sorted(name for name, _ in commands(command_line, "seller-orders"))


def test_command_line_lists_every_option_of_every_command():
    _, _, options = page("docs/command-line.md").partition("| option |")
    documented = {
        (option, f"seller-orders {command}")
        for names, of, *_ in rows(options)
        for option in re.findall("`(--[a-z-]+)`", names)
        for command in of.split(", ")
    }
    actual = {
        (option, name)
        for name, command in commands(command_line, "seller-orders")
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in (*parameter.opts, *parameter.secondary_opts)
    }

    assert documented == actual


def order_document_page() -> str:
    spec = spec_from_file_location("order_document", ROOT / "docs" / "order_document.py")
    assert spec is not None
    assert spec.loader is not None
    generator = module_from_spec(spec)
    spec.loader.exec_module(generator)
    made: str = generator.order_document()
    return made


def test_the_page_of_the_order_document_is_current():
    """``python docs/order_document.py`` writes it."""
    assert page("docs/order-document.md") == order_document_page()


def test_the_order_document_shows_all_of_each_field():
    described = schemas([OrderDocument, ImportedOrder])
    new, whole = (
        set(fields(described.of[each], dict(described.named)))
        for each in (OrderDocument, ImportedOrder)
    )
    document, _, _ = page("docs/order-document.md").partition("## What the detail adds")
    documented, mark = dict[str, bool](), "*Import only.*"
    for section in document.split("\n## ")[1:]:
        introduction, _, _ = section.partition("\n| ")
        _, _, places = introduction.rpartition(" In ")
        paths = re.findall(r"`([a-z_.]+)`", places)
        for name, *others in rows(section):
            assert len(others) == 4
            assert all(others)
            is_import_only = mark in introduction or others[-1].startswith(mark)
            for prefix in [f"{path}." for path in paths] or [""]:
                documented[f"{prefix}{name.strip('`')}"] = is_import_only

    for path, is_import_only in documented.items():
        parents = [other for other in documented if path.startswith(f"{other}.")]
        documented[path] = is_import_only or any(documented[other] for other in parents)

    assert len(whole) > 90
    assert documented == {path: path not in new for path in whole}
