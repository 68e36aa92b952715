"""A copy of the package in which every part of an order has one more optional text field.

``python -m tests.support.added_fields`` leaves the new fields out of one file after the other and
prints the fields that the tests then name.
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory
from typing import Final

import click
from attrs import frozen

from tests.support.run_folder import FOLDER

ROOT: Final = Path(__file__).parents[2]
TESTS: Final = (
    "tests/unit/adapters/test_order_fields.py",
    "tests/integration/sql/test_order_fields.py",
)

_DRAFT: Final = "domain/draft.py"
_FULFILLMENT: Final = "domain/fulfillment.py"
_MAPPING: Final = "adapters/outbound/sql/orders/order_mapping.py"
_MIGRATION: Final = "adapters/outbound/sql/schema/migrations/versions/m9999_added_fields.py"
_PAYMENT: Final = "domain/payment.py"
_RETURN: Final = "domain/order_return.py"
_STRATEGIES: Final = "testing/strategies"
_ORDER_TABLES: Final = "adapters/outbound/sql/schema/order_tables.py"
_PAYMENT_TABLES: Final = "adapters/outbound/sql/schema/payment_tables.py"
_VALUES: Final = "domain/values.py"


@frozen
class Insertion:
    """A text to insert into a file's class, function or variable, before the first ``before``."""

    file: str
    block: str
    before: str
    text: str

    def into(self, source: str) -> str:
        """Return the source with the text."""
        lines = source.splitlines(keepends=True)
        (node,) = (each for each in ast.parse(source).body if self.block in _names(each))
        assert node.end_lineno is not None
        start = sum(len(line) for line in lines[: node.lineno - 1])
        place = source.index(self.before, start)
        assert place < sum(len(line) for line in lines[: node.end_lineno]), self
        return source[:place] + self.text + source[place:]


def _names(node: ast.stmt) -> set[str]:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            return {name}
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return {name}
    return set()


def _field(file: str, block: str, before: str, name: str) -> Insertion:
    return Insertion(file, block, f"{before}: ", f"{name}: str | None = None\n    ")


def _document(codec: str, block: str, before: str, name: str) -> Insertion:
    return _field(f"adapters/shared/wire/{codec}_codec.py", block, before, name)


def _argument(file: str, block: str, before: str, name: str, value: str) -> Insertion:
    return Insertion(file, block, f"{before}=", f"{name}={value}, ")


def _column(table: str, name: str) -> Insertion:
    file = _PAYMENT_TABLES if table in {"tenders", "refunds"} else _ORDER_TABLES
    column = f'text_column("{name}", nullable=True), '
    return Insertion(file, table, 'id_column("order_id")', column)


def _strategy(
    module: str, block: str, before: str, name: str, choices: str = "choices"
) -> Insertion:
    file = f"{_STRATEGIES}/{module}.py"
    return _argument(file, block, before, name, f"{choices}.optional_text(9)")


ADDED: Final[Mapping[str, tuple[Insertion, ...]]] = {
    "Order.gift_message": (
        _field("domain/order_fields.py", "OrderFields", "note", "gift_message"),
        _field(_DRAFT, "OrderDraft", "note", "gift_message"),
        _column("orders", "gift_message"),
        _document("order", "OrderDocument", "note", "gift_message"),
        _strategy("whole_orders", "orders", "note", "gift_message", "rest"),
    ),
    "LineItem.variant": (
        _field("domain/line_item.py", "LineItem", "sku", "variant"),
        _field(_DRAFT, "LineDraft", "sku", "variant"),
        _column("order_lines", "variant"),
        _document("order", "LineDocument", "sku", "variant"),
        _strategy("lines", "_line", "sku", "variant"),
    ),
    "TaxLine.region": (
        _field("domain/tax_line.py", "TaxLine", "title", "region"),
        _field(_DRAFT, "TaxLineDraft", "title", "region"),
        _document("charges", "TaxLineDocument", "title", "region"),
        _strategy("order_amounts", "draw_tax_lines", "title", "region"),
    ),
    "Adjustment.code": (
        _field("domain/adjustment.py", "Adjustment", "label", "code"),
        _field(_DRAFT, "AdjustmentDraft", "label", "code"),
        _document("charges", "AdjustmentDocument", "label", "code"),
        _strategy("order_amounts", "draw_adjustments", "label", "code"),
    ),
    "Customer.nickname": (
        _field(_VALUES, "Customer", "phone", "nickname"),
        _column("orders", "customer_nickname"),
        _document("address", "CustomerDocument", "phone", "nickname"),
        _strategy("people", "customers", "phone", "nickname"),
    ),
    "Address.landmark": (
        _field(_VALUES, "Address", "postal_code", "landmark"),
        _document("address", "AddressDocument", "postal_code", "landmark"),
        Insertion(
            f"{_STRATEGIES}/people.py",
            "addresses",
            '"postal_code": ',
            '"landmark": choices.optional_text(9), ',
        ),
    ),
    "Payment.reference": (
        _field(_PAYMENT, "Payment", "method", "reference"),
        _field(_DRAFT, "PaymentDraft", "method", "reference"),
        _column("orders", "payment_reference"),
        _document("payment", "PaymentDocument", "method", "reference"),
        _strategy("payments", "draw_payment", "method", "reference"),
    ),
    "Tender.holder": (
        _field("domain/tender.py", "Tender", "reference", "holder"),
        _field(_DRAFT, "TenderDraft", "reference", "holder"),
        _column("tenders", "holder"),
        _document("payment", "TenderDocument", "reference", "holder"),
        _strategy("payments", "_tenders", "reference", "holder"),
    ),
    "Refund.ticket": (
        _field(_PAYMENT, "Refund", "reason", "ticket"),
        _field(_DRAFT, "RefundDraft", "reason", "ticket"),
        _column("refunds", "ticket"),
        _document("payment", "RefundDocument", "reason", "ticket"),
        _strategy("payments", "draw_refund", "reason", "ticket"),
    ),
    "Fulfillment.service": (
        _field(_FULFILLMENT, "Fulfillment", "handed_over_at", "service"),
        _field(_DRAFT, "FulfillmentDraft", "handed_over_at", "service"),
        _column("fulfillments", "service"),
        _document("fulfillment", "FulfillmentDocument", "status", "service"),
        _strategy("fulfillments", "draw_fulfillments", "handed_over_at", "service", "own"),
    ),
    "Shipment.packaging": (
        _field(_FULFILLMENT, "Shipment", "provider_id", "packaging"),
        _column("fulfillments", "packaging"),
        _document("fulfillment", "ShipmentDocument", "provider_id", "packaging"),
        _strategy("fulfillments", "_shipment", "provider_id", "packaging"),
    ),
    "Tracking.courier": (
        _field(_VALUES, "Tracking", "awb", "courier"),
        _column("fulfillments", "courier"),
        _document("fulfillment", "ShipmentDocument", "awb", "courier"),
        _document("fulfillment", "TrackingDocument", "url", "courier"),
        _strategy("fulfillments", "_tracking", "url", "courier"),
    ),
    "DeliveryPerson.vehicle": (
        _field(_VALUES, "DeliveryPerson", "phone", "vehicle"),
        _document("address", "PersonDocument", "phone", "vehicle"),
        _strategy("people", "delivery_people", "phone", "vehicle"),
    ),
    "Recipient.relation": (
        _field(_VALUES, "Recipient", "phone", "relation"),
        _document("address", "RecipientDocument", "phone", "relation"),
        _strategy("people", "recipients", "phone", "relation"),
    ),
    "Cancellation.channel": (
        _field("domain/cancellation.py", "Cancellation", "details", "channel"),
        _document("history", "CancellationDocument", "details", "channel"),
        _strategy("cancellations", "draw_cancellation", "details", "channel"),
    ),
    "Return.courier": (
        _field(_RETURN, "Return", "note", "courier"),
        _document("return", "ReturnDocument", "note", "courier"),
        _strategy("returns", "draw_returns", "note", "courier", "own"),
    ),
    "ReturnedItem.batch": (
        _field(_RETURN, "ReturnedItem", "shipped", "batch"),
        _document("return", "ReturnedItemDocument", "shipped", "batch"),
        _strategy("returns", "_returned_items", "shipped", "batch"),
    ),
    "ReceivedUnits.shelf": (
        _field(_RETURN, "ReceivedUnits", "arrived", "shelf"),
        _document("return", "ReceivedUnitsDocument", "arrived", "shelf"),
        _strategy("returns", "_received", "arrived", "shelf"),
    ),
    "Hold.team": (
        _field("domain/hold.py", "Hold", "note", "team"),
        _document("hold", "HoldDocument", "note", "team"),
        _strategy("holds", "draw_holds", "note", "team"),
    ),
    "Restock.shelf": (
        _field("domain/stock.py", "Restock", "cause_id", "shelf"),
        _column("restocks", "shelf"),
        _argument(_MAPPING, "restocks_of", "cause_id", "shelf", 'found[0]["shelf"]'),
        Insertion(_MAPPING, "_restock_rows", '"cause_id": ', '"shelf": restock.shelf, '),
        _document("history", "RestockDocument", "cause_id", "shelf"),
        _strategy("restocks", "draw_restocks", "cause", "shelf"),
    ),
    "TimelineEntry.origin": (
        _field("domain/timeline.py", "TimelineEntry", "note", "origin"),
        _column("timeline", "origin"),
        _document("history", "TimelineDocument", "note", "origin"),
        _strategy("timelines", "_entry", "note", "origin"),
    ),
}
"""The texts that add a field to each part, by the field's name."""


def touched_files(name: str) -> set[str]:
    """Return the files that adding a field touches."""
    files = {insertion.file for insertion in ADDED[name]}
    return files | {_MIGRATION} if files & {_ORDER_TABLES, _PAYMENT_TABLES} else files


def run_with_added_fields(without: str | None = None) -> "subprocess.CompletedProcess[str]":
    """Run the tests of every field on a copy with added fields, which one file may leave out."""
    with TemporaryDirectory() as folder:
        for part in ("seller_orders", "tests"):
            ignored = ignore_patterns("__pycache__", "node_modules")
            copytree(ROOT / part, Path(folder, part), ignore=ignored)
        (Path(folder) / "setup.cfg").write_bytes((ROOT / "setup.cfg").read_bytes())
        package = Path(folder) / "seller_orders"
        for insertion in (each for several in ADDED.values() for each in several):
            if insertion.file != without:
                file = package / insertion.file
                file.write_text(insertion.into(file.read_text()))
        if without != _MIGRATION:
            (package / _MIGRATION).write_text(_migration(package))
        options = ["-q", "-p", "no:cacheprovider", "-k", "not postgresql"]
        return subprocess.run(
            [sys.executable, "-m", "pytest", *options, *TESTS],
            cwd=folder,
            # It has its own statements and tables.
            env={name: value for name, value in os.environ.items() if name != FOLDER},
            capture_output=True,
            text=True,
            check=False,
        )


def _migration(package: Path) -> str:
    versions = (package / _MIGRATION).parent.glob("m0*.py")
    columns = [
        (each.block, match[1])
        for several in ADDED.values()
        for each in several
        if (match := re.match(r'text_column\("(\w+)"', each.text))
    ]
    return (
        "import sqlalchemy as sa\nfrom alembic import op\n\nrevision = '9999'\n"
        f"down_revision = '{max(version.name[1:5] for version in versions)}'\n\n\n"
        "def upgrade():\n"
        f"    for table, name in {columns}:\n"
        "        op.add_column(table, sa.Column(name, sa.Text(), nullable=True))\n"
    )


def _report() -> None:
    files = {file for name in ADDED for file in touched_files(name)}
    for file in (None, *sorted(files)):
        done = run_with_added_fields(without=file)
        named = sorted(name for name in ADDED if name.partition(".")[2] in done.stdout)
        click.echo(f"without {file}: {', '.join(named) if named else done.stdout[-1500:]}")


if __name__ == "__main__":
    _report()
