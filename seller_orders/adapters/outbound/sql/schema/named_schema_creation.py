"""Creation of an installation's named schema."""

from typing import Final

from sqlalchemy import Connection

from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_RIGHTS: Final = """
SELECT current_user, has_database_privilege(current_database(), 'CREATE'),
       (SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = %s)
"""


def ensure_schema(connection: Connection, schema: str) -> None:
    """Create a missing schema.

    Raises StoreUnavailableError, with the statement to run, if the role may not create it or may
    not create tables in it.
    """
    role, can_create, is_usable = connection.exec_driver_sql(_RIGHTS, (schema,)).one()
    if is_usable is None and can_create:
        connection.exec_driver_sql(f'CREATE SCHEMA "{schema}"')
    elif is_usable is None:
        raise StoreUnavailableError(
            f"it has no schema {schema}, which {role} may not create; run as an administrator: "
            f'CREATE SCHEMA "{schema}" AUTHORIZATION "{role}"'
        )
    elif not is_usable:
        raise StoreUnavailableError(
            f"{role} may not create tables in the schema {schema}; run as its owner: "
            f'GRANT USAGE, CREATE ON SCHEMA "{schema}" TO "{role}"'
        )
