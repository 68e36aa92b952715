"""Page of the order document, generated from the codec: ``python docs/order_document.py``."""

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import msgspec

sys.path.insert(0, str(Path(__file__).parent))

from schema_words import Schema, default, example, link, references, title, value

from seller_orders.adapters.shared.wire.field_types import OwnType
from seller_orders.adapters.shared.wire.imported_order import TOTALS
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.adapters.shared.wire.order_codec import (
    ImportedOrder,
    OrderDetail,
    OrderDocument,
)

PAGE: Final = Path(__file__).with_name("order-document.md")
_IMPORT_ONLY: Final = "*Import only.* "
_INTRODUCTION: Final = """\
# The order document

One JSON document describes an order with all its parts.

- [`POST /orders`](create-order.md) takes it.
- [`seller-orders import`](import-export.md) reads one a line, and `export` writes one a line.
- [`GET /orders/{order_id}`](get-order.md) answers with the same fields and
  [more](#what-the-detail-adds).

Fields and parts marked *import only* are the history of an order. `POST /orders` refuses them. An
unknown field is an error everywhere.

The domain's settings fill in what `POST /orders` leaves out. `numbering` gives `order_number` a
prefix and its least next number, for imports too. `handling` gives
[`ship_by`](holds.md#late-orders).

| value | rule |
| --- | --- |
| amount | JSON number or plain decimal string, exact, from 0 to below 10¹² |
| time | RFC 3339 with an offset, such as `2026-11-24T09:30:00Z` |
| text | no NUL character and no lone surrogate |
| identifier | letters `A-Z a-z`, digits, `.`, `_` and `-` |

An amount of money has at most the decimals of the order's currency. `selling_price` and `rate` may
have up to six. The default `derived` means that the value follows from the others.
"""


def order_document() -> str:
    """Return the page: a section for each part of the document, then what the detail adds."""
    schemas, named = msgspec.json.schema_components(
        (OrderDocument, ImportedOrder, OrderDetail),
        schema_hook=lambda own: cast("type[OwnType]", own).SCHEMA,
        ref_template="{name}",
    )
    new, imported, detail = (dict(_fields(each, named)) for each in schemas)
    parts = _parts(schemas[1], imported, named)
    lines = [_INTRODUCTION.rstrip(), "", f"Parts: {', '.join(map(link, parts))}."]
    for part, paths in parts.items():
        lines += _section(part, paths, named, new)
    lines += _additions({path: detail[path] for path in detail if path not in imported}, named)
    moved = [f"`{name}` is `totals.{key}`" for name, key in TOTALS.items()]
    moved.append("`payment.amount_paid` is `totals.captured`")
    return "\n".join([*lines, "", f"Under another name there: {', '.join(moved)}.", ""])


def _fields(schema: Schema, named: Schema, prefix: str = "") -> Iterator[tuple[str, Schema]]:
    """Return the path of every field of a document and of its parts, with its schema."""
    for part in references(schema):
        for name, field in named[part].get("properties", {}).items():
            yield f"{prefix}{name}", field
            yield from _fields(field, named, f"{prefix}{name}.")


def _parts(schema: Schema, fields: Mapping[str, Schema], named: Schema) -> Mapping[str, list[str]]:
    """Return the paths of each part of a document, the document itself first."""
    parts: dict[str, list[str]] = {schema["$ref"]: [""]}
    for path, field in fields.items():
        for part in references(field):
            if "properties" in named[part]:
                parts.setdefault(part, []).append(path)
    return parts


def _section(part: str, paths: list[str], named: Schema, new: Mapping[str, Any]) -> Iterator[str]:
    schema = named[part]
    about = " ".join(schema["description"].replace("``", "`").split())
    places = ", ".join(f"`{path}`" for path in paths if path)
    is_new = {
        name: any(".".join(filter(None, (path, name))) in new for path in paths)
        for name in schema["properties"]
    }
    if not any(is_new.values()):
        about = f"{_IMPORT_ONLY}{about}"
    yield from ("", f"## {title(part)}", "", f"{about} In {places}." if places else about, "")
    yield "| field | value | default | example | meaning |"
    yield "| --- | --- | --- | --- | --- |"
    infos = {each.encode_name: each for each in msgspec.structs.fields(_kinds()[part])}
    for name, field in schema["properties"].items():
        mark = _IMPORT_ONLY if any(is_new.values()) and not is_new[name] else ""
        cells = (
            f"`{name}`",
            value(field, named),
            default(infos[name]),
            example(field, named),
            f"{mark}{field['description']}",
        )
        yield f"| {' | '.join(cells)} |"


@cache
def _kinds() -> Mapping[str, type[Document]]:
    """Return the types of the parts by their names."""
    waiting, kinds = [Document], dict[str, type[Document]]()
    while waiting:
        kind = waiting.pop()
        kinds[kind.__name__] = kind
        waiting += kind.__subclasses__()
    return kinds


def _additions(fields: Mapping[str, Schema], named: Schema) -> Iterator[str]:
    yield from ("", "## What the detail adds", "")
    yield from ("| field | value | example | meaning |", "| --- | --- | --- | --- |")
    for path, field in fields.items():
        if not any("properties" in named[part] for part in references(field)):
            cells = f"`{path}`", value(field, named), example(field, named), field["description"]
            yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(order_document())
