"""Connection to a carrier's bridge."""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from attrs import field, frozen

from seller_orders.domain.refusals import FieldProblem
from seller_orders.domain.secret_text import SECRET_RULE, is_secret_text
from seller_orders.domain.values import TEXT_LENGTH, is_identifier, is_web_address

MAX_CARRIERS: Final = 100


@frozen(kw_only=True)
class CarrierConnection:
    """URL of a carrier's bridge, its bearer token, and the secret that signs its events.

    Events of a carrier without a secret are not accepted.
    """

    url: str
    token: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    allow_private: bool = False


def problems_of_carriers(carriers: Mapping[str, CarrierConnection]) -> Iterator[FieldProblem]:
    """Return what is wrong with the carriers that a domain sets, by provider_id."""
    if len(carriers) > MAX_CARRIERS:
        yield FieldProblem("out_of_range", f"It must have at most {MAX_CARRIERS} carriers.")
    for provider_id, carrier in carriers.items():
        for problem in (*problems_of_provider(provider_id), *_problems(carrier)):
            yield problem.within(provider_id)


def problems_of_provider(provider_id: str) -> Iterator[FieldProblem]:
    """Return what is wrong with the id of a provider."""
    if not is_identifier(provider_id):
        detail = "A provider_id is 1 to 64 characters of A-Z, a-z, 0-9, '.', '_' and '-'."
        yield FieldProblem("bad_characters", detail)


def problems_of_url(url: str) -> Iterator[FieldProblem]:
    """Return what is wrong with the URL of a provider, apart from its address."""
    if not (is_web_address(url) and len(url) <= TEXT_LENGTH):
        detail = f"It must be an http or https URL of at most {TEXT_LENGTH} characters."
        yield FieldProblem("invalid", detail)
    elif "@" in urlsplit(url).netloc:
        detail = "It must not contain a user or a password: everybody who reads settings sees it."
        yield FieldProblem("invalid", detail)


def _problems(carrier: CarrierConnection) -> Iterator[FieldProblem]:
    yield from (each.within("url") for each in problems_of_url(carrier.url))
    if carrier.token is not None and not is_secret_text(carrier.token):
        yield FieldProblem("bad_characters", SECRET_RULE, ("token",))
    if not carrier.secret:
        detail = "A carrier needs the secret that signs its events: base64, as for webhooks."
        yield FieldProblem("required", detail, ("secret",))
