"""The example of docs/other-systems.md is mapped and imported as it says."""

import json
import re
import subprocess
import sys
from pathlib import Path

from seller_orders.adapters.inbound.http.api.schema_generation import schemas
from seller_orders.adapters.shared.wire.order_codec import ImportedOrder
from tests.integration.cli.import_export import database, exact_lines, exported, imported
from tests.support.documented_examples import ROOT, page
from tests.support.order_document_fields import fields

PAGE = page("docs/other-systems.md")
ORDER, DOCUMENT = map(json.loads, re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))


def test_the_example_of_the_page_is_mapped_and_imported(tmp_path: Path):
    mapped = subprocess.run(
        [sys.executable, "-m", "examples.order_mappings", "shopify", "shop_de"],
        cwd=ROOT,
        input=json.dumps(ORDER).encode(),
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout
    url = database(tmp_path)

    status, said = imported(url, mapped)

    assert json.loads(mapped) == DOCUMENT
    assert status == 0, said
    (order,) = exact_lines(exported(url))
    assert order["payment"]["tenders"][1]["reference"] == "ch_3Nf"


def test_the_page_names_fields_of_the_order_document():
    described = schemas([ImportedOrder])
    known = set(fields(described.of[ImportedOrder], dict(described.named)))
    _, _, table = PAGE.partition("| order document |")
    named = re.findall(r"^\| `([a-z_.]+)` \|", table.partition("## Sums")[0], re.MULTILINE)

    assert len(named) > 25
    assert {*named} - known == set()
