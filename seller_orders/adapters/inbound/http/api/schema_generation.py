"""JSON Schemas of request and response types, in forms that code generators read."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

import msgspec
from attrs import frozen

from seller_orders.adapters.inbound.http.api.schema_normalization import readable, without_null
from seller_orders.adapters.shared.wire.field_types import OwnType
from seller_orders.adapters.shared.wire.json_codec import Document

REFERENCE: Final = "#/components/schemas/{name}"
_NAMES: Final[Mapping[str, str]] = {
    "LineDocument": "LineItemInput",
    "LineView": "LineItem",
    "ItemDocument": "ItemQuantityInput",
    "ItemView": "ItemQuantity",
    "OrderDetail": "Order",
    "PersonDocument": "DeliveryPersonInput",
    "PersonView": "DeliveryPerson",
    "Nothing": "EmptyBody",
    "TimelineView": "TimelineEntry",
    "FulfillmentProgress": "OrderFulfillmentStatus",
    "Template": "NotificationTemplate",
    # Generators name a variable like the class, so that it must not be called like its field.
    "NotificationsDocument": "NotificationList",
    "RequestedItem": "FulfillmentItemInput",
}


@frozen
class Schemas:
    """Schemas by type, and the named schemas that they refer to."""

    of: Mapping[Any, dict[str, Any]]
    named: Mapping[str, dict[str, Any]]


def schemas(types: Iterable[Any]) -> Schemas:
    """Return the schemas of types. Money is a number."""
    listed = list(dict.fromkeys(types))
    made, named = msgspec.json.schema_components(
        listed, schema_hook=lambda own: cast("type[OwnType]", own).SCHEMA, ref_template=REFERENCE
    )
    for each in _documents(Document):
        if each.__name__ in named:
            named[each.__name__].update(each.RULES)
        if (tag := each.__struct_config__.tag_field) and each.__name__ in named:
            named[each.__name__]["properties"][tag]["description"] = f"The {tag}."
    documents = {each.__name__ for each in _documents(Document)}
    names = {name: _public_name(name, is_input=name in documents) for name in named}
    public = {names[name]: readable(schema, names) for name, schema in named.items()}
    if len(public) < len(names):
        raise ValueError("two types have the same public name")
    return Schemas(
        {type_: readable(schema, names) for type_, schema in zip(listed, made, strict=True)},
        public,
    )


def query_parameters(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return OpenAPI query parameters from the schema of their document."""
    required = schema.get("required", ())
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": _parameter_text(property_),
            "schema": without_null(property_),
        }
        for name, property_ in schema["properties"].items()
    ]


def _parameter_text(property_: Mapping[str, Any]) -> str:
    text: str = property_.get("description", "")
    is_list = without_null(property_).get("type") == "array"
    return f"{text} Repeat it, or separate values by commas." if is_list else text


def _documents(kind: type[Document]) -> Iterable[type[Document]]:
    for each in kind.__subclasses__():
        yield each
        yield from _documents(each)


def _public_name(name: str, *, is_input: bool) -> str:
    if name in _NAMES:
        return _NAMES[name]
    if name.endswith("Document"):
        return name.removesuffix("Document") + ("Input" if is_input else "")
    return name.removesuffix("View")
