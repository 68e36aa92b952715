"""The operations on API keys, on a SQL database."""

from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.domain_unit_of_work import domain_units_of_work
from seller_orders.adapters.outbound.sql.domains.registered_domains import SqlDomainDirectory
from seller_orders.adapters.outbound.sql.keys.key_lookup import SqlAccessKeys
from seller_orders.application.commands.manage_access_keys import (
    CreateAccessKeyHandler,
    RevokeAccessKeyHandler,
    RevokeDomainKeyHandler,
)
from seller_orders.application.commands.manage_installation_keys import InstallationKeys
from seller_orders.application.operations.keys import KeyOperations
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.queries.list_access_keys import (
    GetAccessKeyHandler,
    ListAccessKeysHandler,
    ListDomainKeysHandler,
)
from seller_orders.bootstrap.merchant_use_cases import retried


def key_operations(engine: Engine, clock: Clock, ids: IdGenerator) -> KeyOperations:
    """Return the operations."""
    begin, keys = domain_units_of_work(engine, clock), SqlAccessKeys(engine)
    domains = SqlDomainDirectory(engine)
    return KeyOperations(
        create=retried(
            CreateAccessKeyHandler(begin=begin, keys=keys, domains=domains, clock=clock, ids=ids)
        ),
        get=GetAccessKeyHandler(keys=keys),
        list=ListDomainKeysHandler(keys=keys, clock=clock),
        revoke=retried(RevokeDomainKeyHandler(begin=begin, clock=clock)),
        list_all=ListAccessKeysHandler(keys=keys),
        revoke_any=RevokeAccessKeyHandler(keys=keys, clock=clock),
        of_installation=InstallationKeys(keys=keys, clock=clock, ids=ids),
    )
