"""``import`` and ``export``: orders as a stream of JSON Lines."""

import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import BinaryIO, Final, TypeAlias

import click
from attrs import define
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.adapters.inbound.cli.command_context import CommandContext, with_context
from seller_orders.adapters.inbound.cli.domain_option import domain_option
from seller_orders.adapters.inbound.cli.import_batches import Batch, read_batches, size_of
from seller_orders.adapters.inbound.cli.import_lines import reason_of
from seller_orders.adapters.inbound.cli.progress_bar import progress
from seller_orders.adapters.shared.wire.exported_order import exported
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.application.domains import DomainState
from seller_orders.application.queries.export_orders import ExportOrders
from seller_orders.application.queries.list_orders import ListOrders
from seller_orders.application.use_cases import UseCases
from seller_orders.domain.draft import OrderDraft
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import DomainNotFound, OrderExists, OrderNumberTaken, Refusal

_IMPORT_THREADS: Final = 2
_RARE_COLLECTIONS: Final = (50_000, 100, 100)

Outcomes: TypeAlias = "list[Result[Order, Refusal]]"


@define
class _Tally:
    """Number of lines so far, by outcome."""

    imported: int = 0
    existing: int = 0
    failed: int = 0

    def add_failure(self, number: int, reason: str) -> None:
        self.failed += 1
        click.echo(f"line {number}: {reason}", err=True)


@click.command(name="import")
@click.argument("file", type=click.File("rb"))
@domain_option
@with_context
def import_orders(context: CommandContext, file: BinaryIO, domain_id: str) -> None:
    """Import orders from FILE (- for standard input), one JSON document per line.

    FILE may be compressed with gzip. Lines with errors are reported by number and the others are
    imported; the exit status is then 1. Orders that exist already are counted and not changed.
    Once domains are registered, the domain has to be one of them.
    """
    use_cases = context.use_cases()
    if use_cases.domains.state(domain_id) is DomainState.UNKNOWN:
        # A misspelt id would take the orders to a domain that no credential opens.
        raise click.ClickException(DomainNotFound(domain_id).message)
    # Orders have no reference cycles, so garbage collection would find nothing.
    gc.freeze()
    gc.set_threshold(*_RARE_COLLECTIONS)
    tally = _Tally()
    size = size_of(file)
    with progress("importing", size) as advance, ThreadPoolExecutor(_IMPORT_THREADS) as pool:
        begin = partial(_begin, pool, use_cases, domain_id)
        for batch, outcomes in _import_in_order(begin, read_batches(file)):
            outcome_of = batch.errors | dict(zip(batch.drafts, outcomes, strict=True))
            for number in sorted(outcome_of):
                _count(number, batch.drafts.get(number), outcome_of[number], tally)
            advance(batch.size)
    # Sum the counters that each batch added, so that the next list need not.
    use_cases.reap()
    click.echo(
        f"{tally.imported} imported, {tally.existing} already there, {tally.failed} failed",
        err=True,
    )
    if tally.failed:
        sys.exit(1)


@click.command(name="export")
@domain_option
@with_context
def export_orders(context: CommandContext, domain_id: str) -> None:
    """Export a domain's orders to standard output, one JSON document per line."""
    use_cases = context.use_cases()
    total = use_cases.list_orders(ListOrders(domain_id=domain_id, limit=1)).total
    with progress("exporting", total) as advance:
        for order in use_cases.export_orders(ExportOrders(domain_id)):
            sys.stdout.buffer.write(encode(exported(order)) + b"\n")
            advance(1)
    if not total:
        click.echo(f"no orders in domain {domain_id} of {context.database}", err=True)


def _begin(
    pool: ThreadPoolExecutor, use_cases: UseCases, domain_id: str, batch: Batch
) -> "Future[Outcomes]":
    command = ImportOrders(domain_id, list(batch.drafts.values()))
    return pool.submit(use_cases.import_orders, command)


def _import_in_order(
    begin: Callable[[Batch], "Future[Outcomes]"], batches: Iterable[Batch]
) -> Iterator[tuple[Batch, Outcomes]]:
    """Import a batch while the previous one is still stored, unless it depends on that one."""
    before: tuple[Batch, Future[Outcomes]] | None = None
    for batch in batches:
        if before and batch.depends_on(before[0]):
            yield before[0], before[1].result()
            before = None
        begun = batch, begin(batch)
        if before:
            yield before[0], before[1].result()
        before = begun
    if before:
        yield before[0], before[1].result()


def _count(
    number: int,
    draft: OrderDraft | None,
    outcome: "Result[Order, Refusal] | str",
    tally: _Tally,
) -> None:
    if isinstance(outcome, str):
        tally.add_failure(number, outcome)
    elif is_successful(outcome):
        tally.imported += 1
    elif _is_there_already(draft, outcome.failure()):
        tally.existing += 1
    else:
        tally.add_failure(number, reason_of(outcome.failure()))


def _is_there_already(draft: OrderDraft | None, refusal: Refusal) -> bool:
    """Return whether the store has the order: by its id, or without one by its number."""
    has_no_id = draft is not None and draft.order_id is None
    return isinstance(refusal, OrderExists) or (has_no_id and isinstance(refusal, OrderNumberTaken))
