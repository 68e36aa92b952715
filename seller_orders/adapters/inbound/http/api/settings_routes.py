"""Routes of the settings of a domain."""

from typing import Annotated, Any, Final, TypeAlias

from flask import Blueprint, Response, request
from msgspec import Meta

from seller_orders.adapters.inbound.http.api.cursors import read_cursor, write_cursor
from seller_orders.adapters.inbound.http.api.operation import Caller, Tag, operation
from seller_orders.adapters.inbound.http.api.query_parameter_types import PageSize
from seller_orders.adapters.inbound.http.api.requests import (
    DryRun,
    expected_versions,
    is_unmodified,
)
from seller_orders.adapters.inbound.http.api.response_schemas.settings import (
    DomainSettingsView,
    SettingsHistoryDocument,
    change_document,
    settings_document,
)
from seller_orders.adapters.inbound.http.api.responses import json_response, perform
from seller_orders.adapters.inbound.http.app_context import domain_use_cases
from seller_orders.adapters.inbound.http.request_errors import ProblemError
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.adapters.shared.wire.settings_documents import SettingsDocument
from seller_orders.application.access import Scope
from seller_orders.application.commands.update_settings import UpdateSettings
from seller_orders.application.queries.get_settings import GetSettings, ListSettingsChanges
from seller_orders.application.settings.view import SettingsView
from seller_orders.domain.refusals import NoSecretKeys, VersionMismatch

domain_settings: Final = Blueprint("domain_settings", __name__)

SettingsPatch: TypeAlias = Annotated[
    dict[str, Any],
    Meta(
        description="Sections and fields to change, as a JSON merge patch (RFC 7396).",
        examples=[{"time_zone": "Europe/Berlin", "handling": {"cut_off": "15:00"}}],
        extra_json_schema={"propertyNames": {"enum": list(SettingsDocument.__struct_fields__)}},
    ),
]


_Version: TypeAlias = Annotated[int, Meta(ge=0, lt=2**31)]


class HistoryParameters(Document):
    """Query parameters of the history of settings."""

    limit: Annotated[PageSize | None, about("Changes on a page; 20 by default.")] = None
    cursor: Annotated[
        Annotated[str, Meta(extra_json_schema={"format": "version-cursor"})] | None,
        about("`next_cursor` of the page before."),
    ] = None


@domain_settings.get("/settings")
@operation(
    Scope.SETTINGS_READ,
    responses={200: DomainSettingsView, 304: None},
    is_of_core=True,
    tag=Tag.SETTINGS,
)
def get_settings(caller: Caller) -> Response:
    """Get the settings of a domain.

    A section that the domain has not set is the installation's; `sources` names both.
    """
    view = domain_use_cases().settings.get(GetSettings(caller.domain_id))
    if is_unmodified(request.environ, view.version):
        response = Response(status=304)
        response.set_etag(str(view.version))
        return response
    return _settings(view)


@domain_settings.put("/settings")
@operation(
    Scope.SETTINGS_WRITE,
    responses={200: DomainSettingsView},
    refusals=(VersionMismatch, NoSecretKeys),
    codes={428: ("precondition_required",)},
    is_of_core=True,
    tag=Tag.SETTINGS,
    body_document=SettingsDocument,
)
def replace_settings(caller: Caller, query: DryRun, body: dict[str, Any]) -> Response:
    """Replace the settings of a domain.

    Sections that are missing or null are the installation's again. `If-Match` is required.
    """
    if "If-Match" not in request.headers:
        raise ProblemError(
            428,
            "precondition_required",
            "Send If-Match with the ETag of the settings that you have read: a PUT replaces them.",
        )
    return _update(caller, query, body, replaces=True)


@domain_settings.patch("/settings")
@operation(
    Scope.SETTINGS_WRITE,
    responses={200: DomainSettingsView},
    refusals=(VersionMismatch, NoSecretKeys),
    is_of_core=True,
    tag=Tag.SETTINGS,
)
def update_settings(caller: Caller, query: DryRun, body: SettingsPatch) -> Response:
    """Change sections of a domain's settings.

    The body is a JSON merge patch: null removes a section, which is the installation's then, or a
    field. Other sections and fields keep their values.
    """
    return _update(caller, query, body, replaces=False)


@domain_settings.get("/settings/history")
@operation(
    Scope.SETTINGS_READ,
    responses={200: SettingsHistoryDocument},
    is_of_core=True,
    tag=Tag.SETTINGS,
)
def list_settings_changes(caller: Caller, query: HistoryParameters) -> Response:
    """List changes of a domain's settings, newest first."""
    page = domain_use_cases().settings.list_changes(
        ListSettingsChanges(
            domain_id=caller.domain_id,
            before=None if query.cursor is None else read_cursor(query.cursor, _Version),
            limit=int(query.limit or 20),
        )
    )
    next_cursor = write_cursor(page.changes[-1].version) if page.has_next else None
    changes = [change_document(each) for each in page.changes]
    return json_response(SettingsHistoryDocument(changes=changes, next_cursor=next_cursor))


def _update(caller: Caller, query: DryRun, document: dict[str, Any], *, replaces: bool) -> Response:
    dry_run = bool(query.dry_run)
    command = UpdateSettings(
        domain_id=caller.domain_id,
        by=caller.name,
        document=document,
        replaces=replaces,
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    return perform(domain_use_cases().settings.update, command, _settings, dry_run=dry_run)


def _settings(view: SettingsView) -> Response:
    response = json_response(settings_document(view))
    response.set_etag(str(view.version))
    return response
