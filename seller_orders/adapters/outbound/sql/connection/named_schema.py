"""The PostgreSQL schema that holds an installation's tables.

Statements name it, because a pooled connection keeps no search path and a host's must not change.
Without a named schema the search path decides, which usually finds ``public``.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final, Protocol

_SCHEMA: Final = "seller_orders_schema"
_CHANNEL: Final = "seller_orders_outbox"
_IDENTIFIER_LENGTH: Final = 63


class HasExecutionOptions(Protocol):
    """An engine, a connection, or a host's transaction."""

    def get_execution_options(self) -> Mapping[str, Any]:
        """Return the execution options."""
        ...


def options_of_schema(schema: str | None, dialect: str) -> dict[str, Any]:
    """Return the execution options that make SQLAlchemy name a schema in statements.

    Raises ValueError if the database has no schemas.
    """
    if schema is None:
        return {}
    if dialect != "postgresql":
        raise ValueError("a schema needs PostgreSQL; on SQLite each installation is a file")
    return {_SCHEMA: schema, "schema_translate_map": {None: schema}}


def options_before(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that undo those of a schema on the same connection."""
    return {
        _SCHEMA: options.get(_SCHEMA),
        # SQLAlchemy accepts no None here.
        "schema_translate_map": options.get("schema_translate_map", {}),
    }


def schema_of(store: HasExecutionOptions) -> str | None:
    """Return the named schema of an engine or connection."""
    return store.get_execution_options().get(_SCHEMA)


def qualified(store: HasExecutionOptions, table: str) -> str:
    """Return a table's name for SQL text."""
    schema = schema_of(store)
    return table if schema is None else f'"{schema}".{table}'


def uses_public_names(store: HasExecutionOptions) -> bool:
    """Return whether lock keys and the channel are those of earlier releases, which have no schema.

    An installation in ``public`` may name its schema in some processes and not in others.
    """
    return schema_of(store) in {None, "public"}


def lock_key(store: HasExecutionOptions, name: str) -> int:
    """Return the key of an advisory lock, which PostgreSQL shares among a database's schemas."""
    whole = name if uses_public_names(store) else f"{schema_of(store)}\0{name}"
    return int.from_bytes(sha256(whole.encode()).digest()[:8], signed=True)


def notify_channel(store: HasExecutionOptions) -> str:
    """Return the channel that the installation's relays listen on.

    Long names may share a channel after truncation, which only wakes a relay needlessly.
    """
    whole = _CHANNEL if uses_public_names(store) else f"{_CHANNEL}_{schema_of(store)}"
    return whole[:_IDENTIFIER_LENGTH]
