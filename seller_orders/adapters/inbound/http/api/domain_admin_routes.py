"""Routes of the installation's domains, which installation keys open."""

from functools import partial
from typing import Final

from attrs import asdict
from flask import Blueprint, Response

from seller_orders.adapters.inbound.http.api.id_list_parameters import IdListParameters, id_page
from seller_orders.adapters.inbound.http.api.operation import Caller, Tag, operation
from seller_orders.adapters.inbound.http.api.request_schemas.domains import (
    CreateDomainRequest,
    RenameDomainRequest,
    UsageParameters,
)
from seller_orders.adapters.inbound.http.api.request_schemas.empty_body import Nothing
from seller_orders.adapters.inbound.http.api.response_schemas.domains import (
    DomainDocument,
    DomainPageDocument,
    UsageDocument,
)
from seller_orders.adapters.inbound.http.api.responses import (
    created,
    json_response,
    perform,
    respond,
)
from seller_orders.adapters.inbound.http.app_context import domain_use_cases
from seller_orders.application.commands.manage_domains import (
    ArchiveDomain,
    CreateDomain,
    RenameDomain,
)
from seller_orders.application.domains import Domain
from seller_orders.application.queries.count_usage import CountUsage
from seller_orders.application.queries.list_domains import ListDomains
from seller_orders.domain.refusals import DomainExists, DomainNotFound

admin: Final = Blueprint("admin", __name__, url_prefix="/admin")

_operation: Final = partial(
    operation, has_domain=False, is_of_core=True, is_admin=True, tag=Tag.INSTALLATION
)


@admin.get("/domains")
@_operation(responses={200: DomainPageDocument})
def list_domains(caller: Caller, query: IdListParameters) -> Response:
    """List the registered domains by id.

    While none is registered, every domain is open: a key works for any domain that it is made for.
    """
    size = query.page_size
    found = domain_use_cases().domains.list(ListDomains(limit=size + 1, after=query.after))
    return id_page("domains", found, size, lambda domain: domain.id, asdict)


@admin.post("/domains")
@_operation(responses={201: DomainDocument}, refusals=(DomainExists,))
def create_domain(caller: Caller, body: CreateDomainRequest) -> Response:
    """Register a domain.

    The first one registers every domain that has orders or keys as well. From then on, credentials
    of any other domain are refused.
    """
    return perform(
        domain_use_cases().domains.create,
        CreateDomain(id=body.id, name=body.name),
        lambda domain: created(_domain(domain), domain.id),
    )


@admin.get("/domains/<domain_id>")
@_operation(responses={200: DomainDocument}, refusals=(DomainNotFound,))
def get_domain(caller: Caller, domain_id: str) -> Response:
    """Read a registered domain."""
    return respond(domain_use_cases().domains.get(domain_id), _domain)


@admin.patch("/domains/<domain_id>")
@_operation(responses={200: DomainDocument}, refusals=(DomainNotFound,))
def rename_domain(caller: Caller, domain_id: str, body: RenameDomainRequest) -> Response:
    """Rename a domain."""
    return perform(
        domain_use_cases().domains.rename, RenameDomain(id=domain_id, name=body.name), _domain
    )


@admin.post("/domains/<domain_id>/archive")
@_operation(responses={200: DomainDocument}, refusals=(DomainNotFound,))
def archive_domain(caller: Caller, domain_id: str, body: Nothing | None) -> Response:
    """Archive a domain.

    Within a minute every process refuses its credentials. Its data stays, and its messages are
    delivered.
    """
    return perform(domain_use_cases().domains.archive, ArchiveDomain(id=domain_id), _domain)


@admin.post("/domains/<domain_id>/unarchive")
@_operation(responses={200: DomainDocument}, refusals=(DomainNotFound,))
def unarchive_domain(caller: Caller, domain_id: str, body: Nothing | None) -> Response:
    """Restore an archived domain. Its credentials are accepted again within a minute."""
    command = ArchiveDomain(id=domain_id, archived=False)
    return perform(domain_use_cases().domains.archive, command, _domain)


@admin.get("/domains/<domain_id>/usage")
@_operation(responses={200: UsageDocument}, refusals=(DomainNotFound,))
def domain_usage(caller: Caller, domain_id: str, query: UsageParameters) -> Response:
    """Count a domain's orders and events by month."""
    wanted = CountUsage(
        id=domain_id,
        first=query.from_.first_day if query.from_ else None,
        last=query.to.first_day if query.to else None,
    )
    return respond(
        domain_use_cases().domains.usage(wanted),
        lambda months: json_response(
            {"domain_id": domain_id, "months": [asdict(each) for each in months]}
        ),
    )


def _domain(domain: Domain) -> Response:
    return json_response(asdict(domain))
