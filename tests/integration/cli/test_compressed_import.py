"""Imports of compressed files and pipes. Unit tests have the other forms of a file."""

import gzip
import json
import subprocess
from codecs import BOM_UTF8
from pathlib import Path

from tests.integration.cli.import_export import DOMAIN, database, exact_lines, exported, imported
from tests.support.past_orders import past_orders
from tests.support.server_process import COMMAND, environment, run
from tests.support.waiting import WITHIN_S


def test_a_compressed_file_with_a_mark_is_imported(tmp_path: Path, filled: str):
    lines, url = exported(filled), database(tmp_path)
    file = tmp_path / "orders.jsonl.gz"
    file.write_bytes(gzip.compress(BOM_UTF8 + lines))

    ended = run(url, "import", str(file), "--domain", DOMAIN)

    assert ended.returncode == 0, ended.stderr.decode()
    assert exported(url) == lines


def test_lines_before_a_cut_are_imported(tmp_path: Path):
    """The cut is in the second batch, in the middle of a line."""
    documents = [json.dumps(each).encode() for each in past_orders(700)]
    whole = gzip.compress(b"\n".join(documents))
    url = database(tmp_path)

    status, said = imported(url, whole[: len(whole) * 9 // 10])

    problem, summary = said
    numbers = {order["order_number"] for order in exact_lines(exported(url))}
    count = len(numbers)
    assert (status, summary) == (1, f"{count} imported, 0 already there, 1 failed")
    assert 500 < count < 700
    assert problem.startswith(f"line {count + 1}: the gzip data is cut off; ")
    assert numbers == {json.loads(each)["order_number"] for each in documents[:count]}


def test_a_compressed_pipe_is_imported(tmp_path: Path):
    compressed = gzip.compress(json.dumps(next(past_orders(1))).encode())
    with subprocess.Popen(
        [COMMAND, "import", "-", "--domain", DOMAIN],
        env=environment(database(tmp_path)),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as importing:
        _, said = importing.communicate(compressed, timeout=5 * WITHIN_S)

    assert (importing.returncode, said) == (0, b"1 imported, 0 already there, 0 failed\n")
