"""The named list: which transactions go across domains, each in one table alone.

Every other transaction is one domain's. What holds it there twice: its statements name the domain
(a test listens to them), and on PostgreSQL its rows are the only ones that it sees (row-level
security). Whoever adds to this list opens both fences, for that table; docs/security.md says so.
"""

from enum import Enum, unique


@unique
class TenantScope(Enum):
    """What a transaction goes across domains for, and in which table."""

    KEY_LOOK_UP = ("finding a key by its digest, which tells whose it is", "access_keys")
    KEYS_OF_ALL = ("`keys list` and `keys revoke`, which name no domain", "access_keys")
    OUTBOX_CLAIM = ("leasing what is due, whosever it is", "outbox")
    OUTBOX_OUTCOMES = ("noting how a batch of leased messages went", "outbox")
    OUTBOX_OF_ALL = ("`outbox list` and `outbox retry`, which name no domain", "outbox")
    OUTBOX_BACKLOGS = ("counting what has not arrived, for the metrics", "outbox")
    REAPING_ANSWERS = ("deleting old answers to callers' keys", "idempotency_keys")
    REAPING_MESSAGES = ("deleting old messages that have arrived", "outbox")
    OUTBOX_DUE_TIMES = ("making due what a clock that was set back would hold up", "outbox")
    SUMMING_COUNTS = (
        "adding up what writes have left of how many orders there are",
        "order_counts",
    )

    def __init__(self, purpose: str, table: str) -> None:
        self.purpose = purpose
        self.table = table
