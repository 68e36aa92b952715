"""Responses of the settings of a domain, and of their history."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.adapters.shared.wire.settings_documents import SettingsDocument
from seller_orders.adapters.shared.wire.views import view_of
from seller_orders.application.ports.settings_repository import SettingsChange
from seller_orders.application.settings.view import SettingsView


@view_of(SettingsDocument, "version updated_at updated_by * sources")
class DomainSettingsView(TypedDict):
    """Settings that apply in a domain. Secrets are shown as `•`."""

    version: Annotated[int, about("Version of the settings: 0 until the domain sets a section.", 3)]
    updated_at: Annotated[
        AwareDatetime | None, about("Time of the last change.", "2026-11-26T09:00:00Z")
    ]
    updated_by: Annotated[str | None, about("Author of the last change.", "key:key_1")]
    sources: Annotated[
        dict[str, Literal["domain", "installation"]],
        about("Where each section comes from.", {"time_zone": "domain"}),
    ]


class SettingsChangeDocument(TypedDict):
    """A change of the settings of a domain."""

    version: Annotated[int, about("Version that it made.", 3)]
    at: Annotated[AwareDatetime, about("Time of the change.", "2026-11-26T09:00:00Z")]
    by: Annotated[str, about("Author of the change.", "key:key_1")]
    sections: Annotated[
        dict[str, dict[str, Any]],
        about(
            "Former (`from`) and new (`to`) value of each section that it changed. null is the "
            "installation's default. Secrets are shown as `•`.",
            {"time_zone": {"from": None, "to": "Asia/Kolkata"}},
        ),
    ]


class SettingsHistoryDocument(TypedDict):
    """A page of changes, newest first."""

    changes: Annotated[list[SettingsChangeDocument], about("Changes on the page.")]
    next_cursor: Annotated[
        str | None, about("Value of `cursor` for the next page; null on the last page.", None)
    ]


def settings_document(view: SettingsView) -> Mapping[str, Any]:
    """Return the document of settings."""
    return {
        "version": view.version,
        "updated_at": view.updated_at,
        "updated_by": view.updated_by,
        **view.sections,
        "sources": view.sources,
    }


def change_document(change: SettingsChange) -> SettingsChangeDocument:
    """Return the document of a change."""
    return SettingsChangeDocument(
        version=change.version,
        at=change.at,
        by=change.by,
        sections={name: dict(each) for name, each in change.sections.items()},
    )
