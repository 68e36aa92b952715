"""Request bodies of attributes and external ids (contract, section 3)."""

from typing import Annotated, TypeAlias

from msgspec import Meta

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import (
    AttributeText,
    ForeignIdentifier,
    LabelKey,
)
from seller_orders.domain.metadata import MAX_ATTRIBUTES, MAX_EXTERNAL_IDS

AttributeChanges: TypeAlias = Annotated[
    dict[LabelKey, AttributeText | None],
    Meta(max_length=2 * MAX_ATTRIBUTES),
    about(
        "New attributes by key. Null removes a key; other keys keep their values.",
        {"gift_wrap": "red", "colour": None},
    ),
]


ExternalIdChanges: TypeAlias = Annotated[
    dict[LabelKey, ForeignIdentifier | None],
    Meta(max_length=2 * MAX_EXTERNAL_IDS),
    about(
        "New ids by system. Null removes a system's id; other ids stay.",
        {"erp": "SO-17", "marketplace": None},
    ),
]
