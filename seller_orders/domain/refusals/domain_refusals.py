"""Refusals that concern a domain as a whole."""

from attrs import frozen

from seller_orders.domain.refusals.refusal import Refusal


@frozen
class DomainNotFound(Refusal):
    """The installation has no such domain."""

    code = "domain_not_found"
    template = (
        "There is no domain {domain_id}. POST /admin/domains or `seller-orders domains create` "
        "creates one."
    )
    domain_id: str


@frozen
class DomainExists(Refusal):
    """The installation has a domain with this id."""

    code = "domain_exists"
    template = "Domain {domain_id} already exists: leave id out to have one generated."
    domain_id: str
