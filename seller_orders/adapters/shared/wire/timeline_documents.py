"""Stored timeline entries: decoded and written as they are, without the domain's values."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Final, get_type_hints

import msgspec

from seller_orders.adapters.shared.wire.history_codec import TimelineView, timeline_view
from seller_orders.domain.lazy_timeline import LazyTimeline, Timeline
from seller_orders.domain.timeline import ChangeType, TimelineEntry

_NAMES: Final = {key: timeline_view.paths[key] for key in get_type_hints(TimelineView)}
"""Fields of an entry by their keys in a document."""

# A type that a newer release stored is shown, but no order with it can be changed.
_TYPES: Final = get_type_hints(TimelineView) | {"type": str}

EntryDocument: Final[Any] = msgspec.defstruct(
    "EntryDocument",
    [(name, _TYPES[key]) for key, name in _NAMES.items()],
    rename={name: key for key, name in _NAMES.items()},
    gc=False,
)
"""An entry as in responses: decodes from the columns' values, and encodes as ``TimelineView``."""

_read: Final = attrgetter(*_NAMES.values())


def stored_timeline(documents: Sequence[Any]) -> LazyTimeline:
    """Return the timeline of entry documents."""
    return LazyTimeline(documents, _entry)


def timeline_views(timeline: Timeline) -> list[Any]:
    """Return the documents or views of the entries."""
    if isinstance(timeline, LazyTimeline):
        return [*timeline.records, *map(timeline_view, timeline.added)]
    return [*map(timeline_view, timeline)]


def _entry(document: Any) -> TimelineEntry:
    fields = dict(zip(_NAMES.values(), _read(document), strict=True))
    fields["type"] = ChangeType(fields["type"])
    fields["notified"] = tuple(fields["notified"])
    return TimelineEntry(**fields)
