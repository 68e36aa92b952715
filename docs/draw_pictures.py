"""Draw the pictures of the documentation into docs/pictures/: ``python docs/draw_pictures.py``.

Two show real output: a sample order that is imported and read back, and ``seller-orders rules``.
``units.mmd`` is written by hand.
"""

import json
import os
import subprocess
import sys
from html import escape
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import mermaidx

from seller_orders import GetOrder, embed

PICTURES: Final = Path(__file__).parent / "pictures"

_COMMAND: Final = Path(sys.executable).with_name("seller-orders")
_ORDER: Final = "ord_1025"
_WIDTH: Final = 820
_HEAD: Final = 108
_ROW: Final = 46
_COLOURS: Final = {
    "order": "#475569",
    "status": "#2563eb",
    "payment": "#059669",
    "fulfillment": "#d97706",
    "tags": "#7c3aed",
}
_TITLES: Final = {
    "order.created": "Order created",
    "order.payment_updated": "Payment",
    "order.status_changed": "Status",
    "order.fulfillment_created": "Fulfillment created",
    "order.fulfillment_updated": "Fulfillment",
}


def timeline() -> str:
    """Return the SVG of a sample order's timeline."""
    with TemporaryDirectory() as folder:
        order = _imported(f"sqlite:///{folder}/orders.db")
    height = _HEAD + _ROW * len(order["timeline"])
    rows = (_entry(index, entry) for index, entry in enumerate(order["timeline"]))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
            'font-family="system-ui, Helvetica, Arial, sans-serif" font-size="15">',
            f"<title>Timeline of order {order['order_number']}</title>",
            f'<rect width="{_WIDTH}" height="{height}" rx="10" fill="#ffffff" stroke="#cbd5e1"/>',
            *_heading(order),
            f'<line x1="222" y1="{_HEAD}" x2="222" y2="{height - _ROW + 8}" stroke="#cbd5e1" '
            'stroke-width="2"/>',
            *rows,
            "</svg>",
            "",
        ]
    )


def _imported(database: str) -> dict[str, Any]:
    sample = files("seller_orders.adapters.inbound.cli") / "demo-orders.jsonl"
    subprocess.run(
        [_COMMAND, "import", "-", "--domain", "dom_demo"],
        input=sample.read_bytes(),
        env=os.environ | {"SELLER_ORDERS_DATABASE_URL": database},
        check=True,
        capture_output=True,
    )
    answer = embed(database).get_order(GetOrder("dom_demo", _ORDER)).unwrap()
    order: dict[str, Any] = json.loads(answer.body)
    return order


def _heading(order: dict[str, Any]) -> list[str]:
    total = f"{order['totals']['total']} {order['currency']}"
    facts = " · ".join(
        [
            f"status {order['status']}",
            f"payment {order['financial_status']}",
            f"{order['fulfillment_status']}",
            f"version {order['version']}",
        ]
    )
    return [
        f'<text x="28" y="42" font-size="20" font-weight="600" fill="#0f172a">'
        f"Order {order['order_number']}, {escape(order['customer']['name'])}, {total}</text>",
        f'<text x="28" y="70" fill="#475569">{escape(facts)}</text>',
    ]


def _entry(index: int, entry: dict[str, Any]) -> str:
    y = _HEAD + _ROW * index + 8
    kind = entry["type"].removeprefix("order.").partition("_")[0]
    at = entry["at"].replace("T", " ").removesuffix("Z")[:16]
    by = entry["by"] + (f": {entry['note']}" if entry["note"] else "")
    return (
        f'<text x="28" y="{y + 5}" fill="#475569">{at} UTC</text>'
        f'<circle cx="222" cy="{y}" r="7" fill="{_COLOURS.get(kind, _COLOURS["order"])}"/>'
        f'<text x="244" y="{y + 5}" font-weight="600" fill="#0f172a">{escape(_title(entry))}</text>'
        f'<text x="{_WIDTH - 28}" y="{y + 5}" text-anchor="end" fill="#475569">{escape(by)}</text>'
    )


def _title(entry: dict[str, Any]) -> str:
    if entry["type"] == "order.tags_changed":
        return f"Tag added: {', '.join(entry['data']['added'])}"
    title = _TITLES[entry["type"]]
    return f"{title}: {entry['from']} → {entry['to']}" if entry["from"] else title


def forward_rules() -> str:
    """Return the diagram of the rule set ``forward``, in Mermaid's notation."""
    return subprocess.run(
        [_COMMAND, "rules", "--format", "mermaid"],
        env=os.environ | {"SELLER_ORDERS_TRANSITIONS": "forward"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def diagram(text: str) -> str:
    """Return the SVG of a diagram in Mermaid's notation, on white."""
    drawn: str = mermaidx.render(text).svg()
    return drawn.replace("background-color: transparent", "background-color: white")


if __name__ == "__main__":
    (PICTURES / "timeline.svg").write_text(timeline())
    rules = forward_rules()
    (PICTURES / "forward-rules.mmd").write_text(rules)
    (PICTURES / "forward-rules.svg").write_text(diagram(rules))
    (PICTURES / "units.svg").write_text(diagram((PICTURES / "units.mmd").read_text()))
