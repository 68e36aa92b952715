"""``import`` and ``export``: orders as JSON Lines, streamed."""

import os
import sys
from collections.abc import Iterator
from itertools import islice
from stat import S_ISREG
from typing import BinaryIO, Final

import click
from attrs import define
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.adapters.inbound.cli.domain_option import domain_option
from seller_orders.adapters.inbound.cli.installation import Installation
from seller_orders.adapters.inbound.cli.progress import progress
from seller_orders.adapters.wire.exported_order import exported
from seller_orders.adapters.wire.imported_order import decode_imported
from seller_orders.adapters.wire.json_codec import MalformedJsonError, encode, pointer
from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.application.queries.export_orders import ExportOrders
from seller_orders.application.queries.list_orders import ListOrders
from seller_orders.domain.draft import OrderDraft
from seller_orders.domain.refusals import InvalidFields, OrderExists, Refusal

_BATCH: Final = 500


@define
class _Tally:
    """What became of the lines so far."""

    imported: int = 0
    already_there: int = 0
    failed: int = 0

    def line_failed(self, number: int, reason: str) -> None:
        self.failed += 1
        click.echo(f"line {number}: {reason}", err=True)


@click.command(name="import")
@click.argument("file", type=click.File("rb"))
@domain_option
@click.pass_obj
def import_orders(installation: Installation, file: BinaryIO, domain_id: str) -> None:
    """Import orders from FILE (- for standard input), one JSON document a line.

    A bad line is reported by its number, and the others are imported; the exit status is then 1.
    An order that is there already is left alone and counted.
    """
    use_cases = installation.use_cases()
    tally = _Tally()
    with progress("importing", _size(file)) as advance:
        numbered = ((n, line) for n, line in enumerate(file, start=1) if line.strip())
        while batch := list(islice(numbered, _BATCH)):
            drafts = list(_drafts(batch, tally))
            command = ImportOrders(domain_id, [draft for _, draft in drafts])
            outcomes = use_cases.import_orders(command)
            for (number, _), outcome in zip(drafts, outcomes, strict=True):
                _count(number, outcome, tally)
            advance(sum(len(line) for _, line in batch))
    click.echo(
        f"{tally.imported} imported, {tally.already_there} already there, {tally.failed} failed",
        err=True,
    )
    if tally.failed:
        sys.exit(1)


@click.command(name="export")
@domain_option
@click.pass_obj
def export_orders(installation: Installation, domain_id: str) -> None:
    """Export a domain's orders to standard output, one JSON document a line."""
    use_cases = installation.use_cases()
    total = use_cases.list_orders(ListOrders(domain_id=domain_id, limit=1)).total
    with progress("exporting", total) as advance:
        for order in use_cases.export_orders(ExportOrders(domain_id)):
            sys.stdout.buffer.write(encode(exported(order)) + b"\n")
            advance(1)


def _drafts(batch: list[tuple[int, bytes]], tally: _Tally) -> Iterator[tuple[int, OrderDraft]]:
    for number, line in batch:
        try:
            read = decode_imported(line)
        except MalformedJsonError as error:
            tally.line_failed(number, f"no JSON that can be read: {error}")
            continue
        if is_successful(read):
            yield number, read.unwrap()
        else:
            tally.line_failed(number, _reason(read.failure()))


def _count(number: int, outcome: "Result[object, Refusal]", tally: _Tally) -> None:
    if is_successful(outcome):
        tally.imported += 1
    elif isinstance(outcome.failure(), OrderExists):
        tally.already_there += 1
    else:
        tally.line_failed(number, _reason(outcome.failure()))


def _reason(refusal: Refusal) -> str:
    if isinstance(refusal, InvalidFields):
        return "; ".join(f"{pointer(each.path)}: {each.detail}" for each in refusal.problems)
    return refusal.message


def _size(file: BinaryIO) -> int | None:
    status = os.fstat(file.fileno())
    return status.st_size if S_ISREG(status.st_mode) else None
