from pathlib import Path
from threading import Thread

from seller_orders.adapters.shared.whole_file import write_whole

SIZE = 4_000_000
"""Bytes: enough that a reader is likely to come while a file is written."""


def test_a_reader_never_finds_a_part_of_a_file(tmp_path: Path):
    file = tmp_path / "mail"
    write_whole(file, b"0" * SIZE)

    def rewrite() -> None:
        for number in range(30):
            write_whole(file, b"%d" % (number % 10) * SIZE)

    writer = Thread(target=rewrite)
    writer.start()
    found, is_over = set[int](), False
    # On a busy machine all may be written before the first look.
    while not is_over:
        is_over = not writer.is_alive()
        content = file.read_bytes()
        found.add(content.count(content[:1]))
    writer.join()

    assert found == {SIZE}
    assert list(tmp_path.iterdir()) == [file]


def test_a_write_that_was_cut_short_is_no_obstacle(tmp_path: Path):
    file = tmp_path / "mail"
    file.write_bytes(b"first")
    (tmp_path / ".mail").write_bytes(b"half of a seco")

    write_whole(file, b"second")

    assert file.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [file]
