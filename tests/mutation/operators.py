"""Cosmic Ray's operators, applied to a source file at every place where they can be."""

from functools import partial
from pathlib import Path
from typing import Final

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from tests.mutation.mutation import Mutation

_EXCLUDED: Final = frozenset(
    {
        # Identity is compared only with None and enumeration members, where == means the same.
        "core/ReplaceComparisonOperator_Is_Eq",
        "core/ReplaceComparisonOperator_IsNot_NotEq",
    }
)


def mutations_of(file: Path) -> list[Mutation]:
    """Return every mutation of a file."""
    nodes = [*ast_nodes(get_ast(file.read_text()))]
    return [
        Mutation(file, start[0], partial(_text, file, name, occurrence))
        for name in operator_names()
        if name not in _EXCLUDED and not get_operator(name).arguments()
        for occurrence, (start, _) in enumerate(
            place for node in nodes for place in get_operator(name)().mutation_positions(node)
        )
    ]


def _text(file: Path, operator: str, occurrence: int) -> str:
    changed: str = mutate_code(file.read_text(), get_operator(operator)(), occurrence)
    return changed
