"""The product next to its reference, in alternating rounds of one run."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from statistics import median, quantiles

import psycopg
from attrs import frozen

from bench.load import Run, run
from bench.operations import Operation
from bench.stack import Server, messages_of
from tests.support.servers import as_administrator

_ROUNDS = 5


@frozen(kw_only=True)
class Side:
    """Measurements of one side: requests per second, and milliseconds."""

    rate: float
    p50: float
    p95: float


@frozen(kw_only=True)
class Ratio:
    """Ratio of an operation's rate to that of its reference; the median of the rounds."""

    operation: str
    connections: int
    ratio: float
    least: float | None
    product: Side
    reference: Side


def measure(
    operations: Sequence[Operation], products: Mapping[str, Server], reference: Server, url: str
) -> Iterator[Ratio]:
    """Measure each operation with each of its numbers of connections."""
    for operation in operations:
        for connections, requests in operation.rounds.items():
            pairs = [
                (
                    _round(products[operation.server], operation.product, requests, connections),
                    _round(reference, operation.reference, requests, connections),
                )
                for _ in _settled(url, 1 + _ROUNDS)
            ][1:]  # The first round warms up.
            yield Ratio(
                operation=operation.name,
                connections=connections,
                ratio=median(product.rate / other.rate for product, other in pairs),
                least=operation.least if connections == max(operation.rounds) else None,
                product=_side([product for product, _ in pairs]),
                reference=_side([other for _, other in pairs]),
            )


def messages(
    operations: Sequence[Operation], product: Server, reference: Server, url: str
) -> dict[str, float]:
    """Return the statements per request that PostgreSQL logs, by operation."""
    counted = {}
    for operation in operations:
        requests = 1 if max(operation.rounds) == 1 else 20
        _round(product, operation.product, requests, 1)
        # The reference sets the rows again, so that the product has something to change.
        _round(reference, operation.reference, requests, 1)
        again = partial(_round, product, operation.product, requests, 1)
        counted[operation.name] = messages_of(url, again) / requests
    return counted


def _round(server: Server, asking: Iterator[bytes], requests: int, connections: int) -> Run:
    return run(server.port, list(islice(asking, requests)), connections)


def _settled(url: str, rounds: int) -> Iterator[int]:
    # Wait until the relay has delivered the last round's messages, and the rate limit is reset.
    waiting = "SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND dead_at IS NULL"
    with psycopg.connect(as_administrator(url), autocommit=True) as connection:
        for n in range(rounds):
            connection.execute("SELECT pg_sleep(1)")
            while connection.execute(waiting).fetchone() != (0,):
                connection.execute("SELECT pg_sleep(0.05)")
            yield n


def _side(runs: Sequence[Run]) -> Side:
    answers = [1000 * seconds for each in runs for seconds in each.answers]
    return Side(
        rate=median(each.rate for each in runs),
        p50=median(answers),
        p95=quantiles(answers, n=20)[-1],
    )
