"""Routes of API keys."""

from typing import Final

from flask import Blueprint, Response
from msgspec import UNSET

from seller_orders.adapters.inbound.http.api.id_list_parameters import IdListParameters, id_page
from seller_orders.adapters.inbound.http.api.operation import Caller, Tag, operation
from seller_orders.adapters.inbound.http.api.request_schemas.empty_body import Nothing
from seller_orders.adapters.inbound.http.api.request_schemas.keys import CreateKeyRequest
from seller_orders.adapters.inbound.http.api.response_schemas.keys_and_users import (
    KeyPageDocument,
    NewKeyDocument,
)
from seller_orders.adapters.inbound.http.api.responses import (
    created,
    json_response,
    perform,
    respond,
)
from seller_orders.adapters.inbound.http.app_context import domain_use_cases
from seller_orders.adapters.shared.wire.field_types import utc
from seller_orders.adapters.shared.wire.key_codec import KeyView, key_view
from seller_orders.application.access import ORDER_SCOPES, AccessKey, Scope
from seller_orders.application.commands.manage_access_keys import (
    CreateAccessKey,
    CreatedKey,
    RevokeDomainKey,
)
from seller_orders.application.queries.list_access_keys import GetAccessKey, ListDomainKeys
from seller_orders.domain.refusals import DomainNotFound, ExceedsOwnScopes, KeyNotFound

keys: Final = Blueprint("keys", __name__)


@keys.post("/keys")
@operation(
    Scope.KEYS_WRITE,
    responses={201: NewKeyDocument},
    refusals=(ExceedsOwnScopes, DomainNotFound),
    is_of_core=True,
    tag=Tag.ACCESS,
)
def create_key(caller: Caller, body: CreateKeyRequest) -> Response:
    """Create an API key.

    The response shows the key, once. A key can be given only scopes that you have yourself.
    """
    command = CreateAccessKey(
        domain_id=caller.domain_id,
        name=body.name,
        scopes=ORDER_SCOPES if body.scopes is UNSET else body.scopes,
        expires_at=utc(body.expires_at),
        own_scopes=caller.principal.scopes,
    )
    return perform(domain_use_cases().keys.create, command, _with_secret, stored=_without_secret)


@keys.get("/keys")
@operation(Scope.KEYS_WRITE, responses={200: KeyPageDocument}, is_of_core=True, tag=Tag.ACCESS)
def list_keys(caller: Caller, query: IdListParameters) -> Response:
    """List API keys, oldest first.

    Revoked keys are listed for 30 days, expired ones for ever.
    """
    size = query.page_size
    wanted = ListDomainKeys(domain_id=caller.domain_id, limit=size + 1, after=query.after)
    found = domain_use_cases().keys.list(wanted)
    return id_page("keys", found, size, lambda key: key.id, key_view)


@keys.get("/keys/<key_id>")
@operation(
    Scope.KEYS_WRITE,
    responses={200: KeyView},
    refusals=(KeyNotFound,),
    is_of_core=True,
    tag=Tag.ACCESS,
)
def get_key(caller: Caller, key_id: str) -> Response:
    """Read an API key, without its secret."""
    return respond(domain_use_cases().keys.get(GetAccessKey(caller.domain_id, key_id)), _key)


@keys.delete("/keys/<key_id>")
@operation(
    Scope.KEYS_WRITE,
    responses={200: KeyView},
    refusals=(KeyNotFound,),
    is_of_core=True,
    tag=Tag.ACCESS,
)
def revoke_key(caller: Caller, key_id: str, body: Nothing | None) -> Response:
    """Revoke an API key.

    Every process refuses it within a minute. Revoking it again changes nothing.
    """
    command = RevokeDomainKey(domain_id=caller.domain_id, key_id=key_id)
    return perform(domain_use_cases().keys.revoke, command, _key)


def _key(key: AccessKey) -> Response:
    return json_response(key_view(key))


def _with_secret(outcome: CreatedKey) -> Response:
    document = key_view(outcome.key) | {"key": outcome.secret}
    return created(json_response(document), outcome.key.id)


def _without_secret(outcome: CreatedKey) -> Response:
    document = key_view(outcome.key) | {"secret_shown_once": True}
    return created(json_response(document), outcome.key.id)
