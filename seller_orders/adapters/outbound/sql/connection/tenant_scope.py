"""The transactions that may read rows of several domains, each in one table.

Every other transaction is limited to one domain twice: its statements name the domain, which a test
checks, and PostgreSQL's row-level security shows it no other rows. These find a domain or a key;
what they find is locked, changed or deleted domain by domain. An addition to this list opens
both fences for its table, and belongs in docs/security.md.
"""

from enum import Enum, unique
from typing import Final


@unique
class TenantScope(Enum):
    """Purpose and table of a transaction across domains."""

    KEY_LOOK_UP = ("find an API key by its digest", "access_keys")
    KEYS_OF_ALL = ("find keys for the command line, and the domains that have any", "access_keys")
    SESSION_LOOK_UP = ("find a session by the digest of its token", "sessions")
    OUTBOX_DUE = ("find domains with due messages", "outbox")
    OUTBOX_OF_ALL = ("find messages for `outbox list` and `outbox retry`", "outbox")
    OUTBOX_BACKLOGS = ("count undelivered messages for the metrics", "outbox")
    OLD_ANSWERS = ("find expired idempotency keys", "idempotency_keys")
    OLD_MESSAGES = ("find old delivered messages", "outbox")
    LATE_DUE_TIMES = ("find messages due too late after the clock was set back", "outbox")
    UNSUMMED_COUNTS = ("find domains whose counts of orders can be summed", "order_counts")
    DOMAINS_OF_ORDERS = (
        "find domains with orders, to register them or complete their search data",
        "order_counts",
    )
    DUE_CHANGES = ("find orders with ended holds, and late orders", "orders")
    RETENTIONS = ("find domains that erase contact data after some time", "domain_settings")
    EVENT_NEWS = ("find domains with new events, and old events", "events")
    FREE_CURSORS = ("find cursors whose lease has ended, and count lags", "event_cursors")
    SEARCH_BACKLOG = ("find orders that an earlier release has changed", "search_backlog")
    ENDPOINTS_OF_ALL = (
        "find webhook endpoints that events go to, and domains with secrets to encrypt",
        "webhook_endpoints",
    )
    OLD_DELIVERIES = ("find old deliveries to webhook endpoints", "webhook_deliveries")
    SETTINGS_OF_ALL = ("find domains with settings, to encrypt their secrets", "domain_settings")

    def __init__(self, purpose: str, table: str) -> None:
        self.purpose = purpose
        self.table = table


WORDS_SETTING: Final = "seller_orders.words"
"""Setting with the words that a transaction searches for.

A policy reads it, because an index serves conditions of policies but not those of a query.
"""


def scope_setting(tenant: str | TenantScope) -> tuple[str, str]:
    """Return the setting that limits a transaction to a domain's rows, or to a scope's table.

    Set it by a separate SET LOCAL: a distributed PostgreSQL does not propagate set_config.
    """
    if isinstance(tenant, TenantScope):
        return "seller_orders.across_domains", tenant.table
    return "seller_orders.domain_id", tenant
