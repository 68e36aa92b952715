"""Events of a bulk of 1,000 orders, for a reader that reads meanwhile.

Takes about 4 seconds a database.
"""

from threading import Event, Thread

from returns.pipeline import is_successful
from sqlalchemy import Engine

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.events.event_log import SqlEventLog
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.application.commands.bulk_actions import AddTags
from seller_orders.application.commands.bulk_update import BulkUpdate, BulkUpdateHandler
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.ports.event_log import BEGINNING
from seller_orders.application.settings.installation_settings import InstallationSettings
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.fakes.id_generator import CountingIds
from seller_orders.testing.fakes.relay import WakeCounter
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import sql_store
from tests.integration.sql.counting import statements
from tests.support.waiting import WITHIN_S

SIZE = 1_000


def test_a_bulk_is_in_the_log_at_once_and_in_sequence(either_engine: Engine):
    order_ids = tuple(f"ord_{number:04}" for number in range(SIZE))
    keep(sql_store(either_engine), *map(order, order_ids))
    reader, stop = Reader(either_engine), Event()
    reading = Thread(target=reader.follow, args=(stop,))
    reading.start()
    try:
        with statements(either_engine) as seen:
            add_tag(either_engine, order_ids)
    finally:
        stop.set()
        reading.join(WITHIN_S)

    assert reader.order_ids == [*order_ids]
    # Nothing of a bulk can be read before all of it.
    assert [size for size in reader.readable if size] == [SIZE] * reader.looks_with_events
    numbers = reader.numbers
    assert numbers == [*range(numbers[0], numbers[0] + SIZE)]
    written = [text for text, _ in seen if "INTO events" in text]
    assert len(written) == 1


def add_tag(engine: Engine, order_ids: tuple[str, ...]) -> None:
    clock, ids = SettableClock(), CountingIds()
    handler = BulkUpdateHandler(
        begin=units_of_work(engine, clock, WakeCounter()),
        cache=NoOrderCache(),
        changes=ChangeFactory(clock=clock, ids=ids, channels=()),
        ids=ids,
        settings=InstallationSettings(),
        relay=WakeCounter(),
    )
    command = BulkUpdate(
        domain_id="dom_1", order_ids=order_ids, by="key:1", action=AddTags(("new",))
    )
    report = handler(command)
    assert is_successful(report)
    assert report.unwrap().updated == order_ids


class Reader:
    """Reads a domain's log page by page, and looks each time how much there is."""

    def __init__(self, engine: Engine) -> None:
        self._log = SqlEventLog(engine)
        self.order_ids = list[str]()
        self.numbers = list[int]()
        self.readable = list[int]()

    @property
    def looks_with_events(self) -> int:
        return sum(size > 0 for size in self.readable)

    def follow(self, stop: Event) -> None:
        position, is_over = BEGINNING, False
        while not is_over:
            was_stopped = stop.is_set()
            self.readable.append(len(self._log.after("dom_1", BEGINNING, 2 * SIZE).events))
            page = self._log.after("dom_1", position, 300)
            self.order_ids += [each.event.order_id for each in page.events]
            self.numbers += [each.position.number for each in page.events]
            position, is_over = page.position, was_stopped and page.is_last
