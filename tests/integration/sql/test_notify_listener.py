from collections.abc import Iterable, Iterator
from queue import SimpleQueue
from threading import Event, Thread

import pytest
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.connection.notify_listener import listen
from seller_orders.application.outbox_messages import Channel
from seller_orders.testing.outbox_steps import post
from seller_orders.testing.store_steps import message
from tests.contracts.stores import sql_store
from tests.support.servers import fresh_database
from tests.support.waiting import WITHIN_S


@pytest.fixture
def engine() -> Iterator[Engine]:
    with fresh_database() as url:
        engine = open_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture
def heard(engine: Engine) -> Iterator["SimpleQueue[set[str]]"]:
    """The channels that a listener in another process has woken."""
    heard, is_over = SimpleQueue[set[str]](), Event()

    def wake(channels: Iterable[str]) -> None:
        heard.put(set(channels))

    listening = Thread(target=listen, args=(engine, wake, is_over.is_set))
    listening.start()
    yield heard
    is_over.set()
    listening.join(WITHIN_S)


def test_a_new_listener_wakes_every_channel(
    heard: "SimpleQueue[set[str]]",
):
    assert heard.get(timeout=WITHIN_S) == set(Channel)


def test_a_commit_notifies_the_channels_with_messages(
    engine: Engine, heard: "SimpleQueue[set[str]]"
):
    heard.get(timeout=WITHIN_S)
    store = sql_store(engine)

    post(store, message("one"), message("two", version=3), message("x", channel=Channel.EVENT))
    assert heard.get(timeout=WITHIN_S) | heard.get(timeout=WITHIN_S) == {"log", "event"}
    bulk = [message(f"evt_{n}", channel=(Channel.LOG, Channel.EVENT)[n % 2]) for n in range(40)]
    post(store, *bulk)
    assert heard.get(timeout=WITHIN_S) | heard.get(timeout=WITHIN_S) == {"log", "event"}
    with store.begin("dom_1") as tx:
        tx.outbox.add([message("undone", channel=Channel.SMS)])
    post(store, message("mail", channel=Channel.EMAIL))
    assert heard.get(timeout=WITHIN_S) == {"email"}
