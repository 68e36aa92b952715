"""Policies of metadata: the limits of attributes, and the uniqueness of external ids."""

from collections.abc import Mapping

from returns.result import Failure, Result, Success

from seller_orders.domain.line_item import LineItem
from seller_orders.domain.metadata import (
    MAX_ATTRIBUTES,
    MAX_EXTERNAL_IDS,
    Metadata,
    MetadataChanges,
    merged,
)
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import (
    ExternalIdTaken,
    FieldProblem,
    InvalidFields,
    ItemNotFound,
    Refusal,
)


def ensure_attributes(current: Metadata, changes: MetadataChanges) -> Result[Metadata, Refusal]:
    """Return the attributes after changes; refuse the keys beyond the limit."""
    return _within("An order or line", MAX_ATTRIBUTES, "attributes", current, changes)


def ensure_external_ids(current: Metadata, changes: MetadataChanges) -> Result[Metadata, Refusal]:
    """Return the external ids after changes; refuse the systems beyond the limit."""
    return _within("An order", MAX_EXTERNAL_IDS, "external ids", current, changes)


def ensure_line(order: Order, line_id: str) -> Result[LineItem, Refusal]:
    """Return a line of the order; refuse an unknown id."""
    line = order.line(line_id)
    return Failure(ItemNotFound(line_id)) if line is None else Success(line)


def ensure_external_ids_free(
    external_ids: Metadata, holders: Mapping[tuple[str, str], str], order_id: str
) -> Result[Metadata, Refusal]:
    """Allow ids that no other order holds.

    ``holders`` has the order that holds a system's id, by system and id.
    """
    for pair in external_ids.items():
        if holders.get(pair, order_id) != order_id:
            return Failure(ExternalIdTaken(*pair))
    return Success(external_ids)


def _within(
    owner: str, most: int, name: str, current: Metadata, changes: MetadataChanges
) -> Result[Metadata, Refusal]:
    after = merged(current, changes)
    if len(after) <= most:
        return Success(after)
    added = [key for key in after if key not in current]
    detail = f"{owner} has at most {most} {name}; these would be {len(after)}."
    return Failure(
        InvalidFields(
            tuple(
                FieldProblem("out_of_range", detail, (key,)) for key in added[most - len(after) :]
            )
        )
    )
