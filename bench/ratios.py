"""The product next to its reference, in alternating rounds of one run."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from statistics import median, quantiles

import psycopg
from attrs import frozen

from bench.load import Run, run, take
from bench.operations import Operation
from bench.processor_time import postgresql_pid, processor_seconds
from bench.stack import Server, messages_of
from tests.support.servers import as_administrator

_ROUNDS = 5


@frozen(kw_only=True)
class Side:
    """Measurements of one side: requests per second, milliseconds, and processor time.

    ``server_us`` and ``postgresql_us`` are microseconds of processor time a request: of the
    server's processes with their relay, and of all of PostgreSQL's. Earlier runs have none.
    """

    rate: float
    p50: float
    p95: float
    server_us: float | None = None
    postgresql_us: float | None = None

    @property
    def processor_us(self) -> float | None:
        """Processor time a request, of the server and PostgreSQL together."""
        if self.server_us is None or self.postgresql_us is None:
            return None
        return self.server_us + self.postgresql_us


@frozen(kw_only=True)
class Ratio:
    """Ratio of an operation's rate to that of its reference; the median of the rounds."""

    operation: str
    connections: int
    workers: int = 1
    ratio: float
    least: float | None
    product: Side
    reference: Side


@frozen
class _Round:
    """A round of requests, with the processor time that it took, in seconds."""

    run: Run
    server_s: float
    postgresql_s: float


@frozen(kw_only=True)
class Installation:
    """Servers with one number of workers each, on one database."""

    workers: int
    products: Mapping[str, Server]
    reference: Server
    url: str

    def measure(self, operation: Operation, connections: int) -> Ratio:
        """Measure an operation and its reference in alternating rounds."""
        server, requests = self.products[operation.server], operation.rounds[connections]
        postgresql = postgresql_pid(self.url)

        def ask(server: Server, asking: Iterator[bytes]) -> _Round:
            before = processor_seconds(server.process.pid), processor_seconds(postgresql)
            done = _round(server, asking, requests, connections)
            # The relay delivers what a change has left for it.
            _wait_for_relay(self.url)
            after = processor_seconds(server.process.pid), processor_seconds(postgresql)
            return _Round(done, after[0] - before[0], after[1] - before[1])

        pairs = [
            (ask(server, operation.product), ask(self.reference, operation.reference))
            for _ in _fresh_windows(self.url, 1 + _ROUNDS)
        ][1:]  # The first round warms up.
        return Ratio(
            operation=operation.name,
            connections=connections,
            workers=self.workers,
            ratio=median(product.run.rate / other.run.rate for product, other in pairs),
            least=operation.least if self._is_target(operation, connections) else None,
            product=_side([product for product, _ in pairs]),
            reference=_side([other for _, other in pairs]),
        )

    def _is_target(self, operation: Operation, connections: int) -> bool:
        return self.workers == 1 and connections == max(operation.rounds)


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
    return run(server.port, take(asking, requests), connections)


def _fresh_windows(url: str, rounds: int) -> Iterator[int]:
    # Begin each round in another window of the rate limit.
    for n in range(rounds):
        with psycopg.connect(as_administrator(url), autocommit=True) as connection:
            connection.execute("SELECT pg_sleep(1)")
        _wait_for_relay(url)
        yield n


def _wait_for_relay(url: str) -> None:
    waiting = "SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND dead_at IS NULL"
    with psycopg.connect(as_administrator(url), autocommit=True) as connection:
        while connection.execute(waiting).fetchone() != (0,):
            connection.execute("SELECT pg_sleep(0.05)")


def _side(rounds: Sequence[_Round]) -> Side:
    answers = [1000 * seconds for each in rounds for seconds in each.run.answers]
    a_request = 1e6 / len(answers)
    return Side(
        rate=median(each.run.rate for each in rounds),
        p50=median(answers),
        p95=quantiles(answers, n=20)[-1],
        server_us=sum(each.server_s for each in rounds) * a_request,
        postgresql_us=sum(each.postgresql_s for each in rounds) * a_request,
    )
