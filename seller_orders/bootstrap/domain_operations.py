"""The operations on domains, on a SQL database."""

from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.domain_unit_of_work import domain_units_of_work
from seller_orders.adapters.outbound.sql.domains.domain_usage import SqlDomainUsage
from seller_orders.adapters.outbound.sql.domains.registered_domains import SqlDomainDirectory
from seller_orders.application.commands.manage_domains import (
    AdoptDomainsHandler,
    ArchiveDomainHandler,
    CreateDomainHandler,
    RenameDomainHandler,
)
from seller_orders.application.operations.domains import DomainOperations
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.queries.count_usage import CountUsageHandler
from seller_orders.application.queries.list_domains import GetDomainHandler, ListDomainsHandler
from seller_orders.bootstrap.merchant_use_cases import retried


def domain_operations(engine: Engine, clock: Clock, ids: IdGenerator) -> DomainOperations:
    """Return the operations."""
    begin, directory = domain_units_of_work(engine, clock), SqlDomainDirectory(engine)
    return DomainOperations(
        create=retried(CreateDomainHandler(begin=begin, directory=directory, clock=clock, ids=ids)),
        get=GetDomainHandler(directory=directory),
        state=directory.state,
        list=ListDomainsHandler(directory=directory),
        rename=retried(RenameDomainHandler(begin=begin, clock=clock)),
        archive=retried(ArchiveDomainHandler(begin=begin, clock=clock)),
        adopt=AdoptDomainsHandler(begin=begin, directory=directory, clock=clock),
        usage=CountUsageHandler(directory=directory, usage=SqlDomainUsage(engine), clock=clock),
    )
