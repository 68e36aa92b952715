"""Parts of a settings document that say nothing of each other."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from seller_orders.domain.refusals import FieldProblem, Path

_ANY: Final = "*"
_ABSENT: Final = object()
_PARTS: Final[Mapping[tuple[str, ...], Any]] = {
    (_ANY,): _ABSENT,
    ("handling", "business_days"): 0,
    ("handling", "cut_off"): _ABSENT,
    ("handling", "working_days"): _ABSENT,
    ("handling", "holidays"): _ABSENT,
    ("numbering", _ANY): _ABSENT,
    ("notifications", _ANY): _ABSENT,
    ("notifications", "phrases", _ANY): _ABSENT,
    ("notifications", "templates", _ANY): _ABSENT,
    ("carriers", _ANY): _ABSENT,
    ("carriers", _ANY, "token"): _ABSENT,
    ("carriers", _ANY, "secret"): "A" * 32,
    ("payments", _ANY): _ABSENT,
    ("payments", _ANY, "kind"): "http",
    ("payments", _ANY, "options", _ANY): _ABSENT,
    ("payments", _ANY, "secrets"): {"key": "A"},
}
"""Valid value that takes the place of a wrong part, so that the others are still checked."""


def wrong_parts(problems: Iterable[FieldProblem]) -> dict[Path, Any]:
    """Return the smallest parts that have these problems, and what replaces each."""
    return dict(_wrong_part(each) for each in problems)


def without_parts(value: Any, parts: Mapping[Path, Any], path: Path = ()) -> Any:
    """Return a document with some parts replaced."""
    if not isinstance(value, Mapping):
        return value
    replaced = {**value, **{each[-1]: new for each, new in parts.items() if each[:-1] == path}}
    return {
        name: without_parts(each, parts, (*path, name))
        for name, each in replaced.items()
        if each is not _ABSENT
    }


def _wrong_part(problem: FieldProblem) -> tuple[Path, Any]:
    if problem.code == "unknown_field":
        return problem.path, _ABSENT
    # A pattern that names more of a path is about a smaller part.
    pattern = max((each for each in _PARTS if _matches(each, problem.path)), key=len)
    return problem.path[: len(pattern)], _PARTS[pattern]


def _matches(pattern: tuple[str, ...], path: Path) -> bool:
    return len(pattern) <= len(path) and all(
        part in (_ANY, name) for part, name in zip(pattern, path, strict=False)
    )
