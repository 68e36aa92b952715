"""Writing of a file that others read at any time."""

from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that a reader finds all of the content, or else what was there before.

    The content is written to a hidden file beside it, which then takes its place. Raises OSError.
    """
    unfinished = file.with_name(f".{file.name}")
    unfinished.write_bytes(content)
    unfinished.replace(file)
