"""Map orders, one JSON document per line, from standard input to standard output.

``python -m examples.order_mappings shopify my-shop < orders.jsonl | seller-orders import - ...``
"""

import json
import sys
from decimal import Decimal
from importlib import import_module

from examples.order_mappings.parts import to_json

SYSTEMS = ("amazon", "prestashop", "shopify", "woocommerce")


def main(system: str, store_id: str) -> None:
    """Map the orders of a system, which are those of one store here."""
    if system not in SYSTEMS:
        sys.exit(f"{system} is not one of {', '.join(SYSTEMS)}.")
    order_document = import_module(f"examples.order_mappings.{system}").order_document
    for line in sys.stdin:
        print(to_json(order_document(json.loads(line, parse_float=Decimal), store_id)))


if __name__ == "__main__":
    main(*sys.argv[1:])
