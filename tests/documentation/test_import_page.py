"""The example of docs/import-export.md can be imported."""

import json
import re
from pathlib import Path

from tests.integration.cli.import_export import contains, database, exact_lines, exported, imported
from tests.support.documented_examples import page


def test_the_example_of_the_page_is_imported(tmp_path: Path):
    (example,) = re.findall(r"```json\n(.*?)```", page("docs/import-export.md"), re.DOTALL)
    line = json.dumps(json.loads(example))
    url = database(tmp_path)

    status, said = imported(url, line)

    assert status == 0, said
    (order,) = exact_lines(exported(url))
    assert contains(order, exact_lines(line.encode())[0])
