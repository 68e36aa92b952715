"""Bodies with every field of their operation, and the paths of their values."""

from typing import Any, Final

from tests.integration.http.operations import BULK, EVERY, Operation

Path = tuple[str | int, ...]

FULL: Final[tuple[tuple[Operation, dict[str, Any]], ...]] = tuple(
    (operation, body) for operation in EVERY for body in operation.full_bodies
)

NAMES: Final = [
    f"{operation}-{body['action']}" if operation is BULK else str(operation)
    for operation, body in FULL
]


def nodes(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """Return every value of a document with its path, the document itself first."""
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [(path, value), *(node for key, each in inner for node in nodes(each, (*path, key)))]
