"""The transactions that may touch rows of several domains, each in one table.

Every other transaction is limited to one domain twice: its statements name the domain, which a test
checks, and PostgreSQL's row-level security shows it no other rows. An addition to this list opens
both fences for its table, and belongs in docs/security.md.
"""

from enum import Enum, unique


@unique
class TenantScope(Enum):
    """Purpose and table of a transaction across domains."""

    KEY_LOOK_UP = ("find an API key by its digest", "access_keys")
    KEYS_OF_ALL = ("`keys list` and `keys revoke`", "access_keys")
    OUTBOX_CLAIM = ("lease due messages", "outbox")
    OUTBOX_OUTCOMES = ("record the outcomes of leased messages", "outbox")
    OUTBOX_OF_ALL = ("`outbox list` and `outbox retry`", "outbox")
    OUTBOX_BACKLOGS = ("count undelivered messages for the metrics", "outbox")
    REAPING_ANSWERS = ("delete expired idempotency keys", "idempotency_keys")
    REAPING_MESSAGES = ("delete old delivered messages", "outbox")
    OUTBOX_DUE_TIMES = ("advance due times after the clock was set back", "outbox")
    SUMMING_COUNTS = ("sum up the counts of orders", "order_counts")

    def __init__(self, purpose: str, table: str) -> None:
        self.purpose = purpose
        self.table = table


def scope_setting(rows_of: str | TenantScope) -> tuple[str, str]:
    """Return the setting that limits a transaction to a domain's rows, or to a scope's table.

    Set it by a separate SET LOCAL: a distributed PostgreSQL does not propagate set_config.
    """
    if isinstance(rows_of, TenantScope):
        return "seller_orders.across_domains", rows_of.table
    return "seller_orders.domain_id", rows_of
