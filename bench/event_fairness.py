"""Time until another seller's event is delivered while one seller's backlog is worked off.

``python -m bench.event_fairness [EVENTS]`` records a backlog in one domain, starts to deliver it,
and then records an event in another domain, ten times.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from time import monotonic

from sqlalchemy import text

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.application.events.consumers import EventConsumer, NoDomainConsumers
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.bootstrap.event_delivery import event_delivery
from seller_orders.testing.contracts.event_log import event
from seller_orders.testing.outbox_steps import post
from tests.contracts.stores import postgresql_engine, sql_store
from tests.support.servers import end_servers

_BACKLOG = text(
    "INSERT INTO events (domain_id, message_id, order_id, version, about, data, created_at)"
    " SELECT 'dom_b', 'old_' || n, 'ord_' || n, 1, 'order.created', '{}', now()"
    " FROM generate_series(1, :count) AS n"
)


def main(count: int) -> None:
    """Print the longest time in seconds, and how many of the backlog were delivered meanwhile."""
    try:
        with postgresql_engine(Path()) as engine:
            engine.update_execution_options(unheard=True)
            with transaction(engine, tenant="dom_b", writes=True) as connection:
                connection.execute(_BACKLOG, {"count": count})
                connection.commit()
            with engine.begin() as connection:
                connection.exec_driver_sql("ANALYZE events")
            arrived, stop, delivered = Event(), Event(), [0]

            def receive(message: Message) -> None:
                delivered[0] += 1
                if message.domain_id == "dom_a":
                    arrived.set()

            relay = event_delivery(
                engine,
                SystemClock(),
                [EventConsumer(Channel.EVENT, receive)],
                NoDomainConsumers(),
                ThreadPoolExecutor(8),
            )
            delivering = Thread(target=relay, args=(stop.is_set, lambda *_: (False, None)))
            delivering.start()
            took = list[float]()
            for number in range(10):
                arrived.clear()
                began = monotonic()
                post(sql_store(engine), event(number, "dom_a", order_id=f"ord_{number}"))
                assert arrived.wait(60)
                took.append(monotonic() - began)
            stop.set()
            delivering.join()
            print(f"backlog {count:,}: longest {max(took):.2f} s, {delivered[0]:,} delivered")
    finally:
        end_servers()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
