"""Limits of the templates that a domain sets: each is rendered in bounded time and memory.

The sandbox keeps a template from the process's data. It does not keep it from looping for hours or
from building texts of gigabytes, at the expense of all other domains. So a template has only loops
over what it is given, none inside another, only macros whose calls are few, and no operation that
multiplies texts.
"""

from collections.abc import Iterable
from typing import Final

from attrs import evolve, frozen
from jinja2 import nodes

from seller_orders.adapters.outbound.jinja.template_operations import (
    RefusedError,
    ensure_allowed,
    ensure_filter,
    is_plain_phrase,
)

_SHARED: Final = {"layout": frozenset({"parts"}), "parts": frozenset[str]()}
_OF_OTHERS: Final = frozenset({"layout", "parts"})
_STEPS_OF_LOOP: Final = 100
_STEPS_OF_IMPORTED: Final = 6_000
_MOST_STEPS: Final = 5_000_000


def beyond_limits(name: str, template: nodes.Template) -> str | None:
    """Return which limit a template goes beyond, in a sentence without its full stop."""
    stem, _, _ = name.partition(".")
    try:
        shared = _SHARED.get(stem, _OF_OTHERS)
        for each in template.find_all((nodes.Extends, nodes.Import, nodes.FromImport)):
            _ensure_shared(each, shared)
        walk = _Walk(template, _STEPS_OF_IMPORTED if stem == "parts" else _MOST_STEPS)
        walk.ensure_bounded()
    except RefusedError as refused:
        return f"Line {refused.line}: {refused.reason}"
    return None


def _ensure_shared(node: nodes.Node, shared: frozenset[str]) -> None:
    target = getattr(node, "template", None)
    name = str(target.value) if isinstance(target, nodes.Const) else ""
    if name.partition(".")[0] not in shared:
        names = " and ".join(sorted(shared)) or "no other template"
        raise RefusedError(node.lineno, f"it can extend and import {names} alone")


@frozen
class _Place:
    """Surroundings of a node: a loop over these names, a value that may be used again, a macro."""

    loop_names: frozenset[str] | None = None
    is_in_value: bool = False
    is_in_macro: bool = False


class _Walk:
    """Counts the most steps that a template takes."""

    def __init__(self, template: nodes.Template, most_steps_of_macro: int) -> None:
        self._template = template
        self._most_steps_of_macro = most_steps_of_macro
        self._macros = {each.name: each for each in template.find_all(nodes.Macro)}
        self._modules = {each.target for each in template.find_all(nodes.Import)}
        self._assigned = {
            name for each in template.find_all(nodes.Assign) for name in _names(each.target)
        }
        self._imported = {
            each if isinstance(each, str) else each[1]
            for node in template.find_all(nodes.FromImport)
            for each in node.names
        }
        self._steps_of_macros: dict[str, int | None] = {}

    def ensure_bounded(self) -> None:
        """Raise RefusedError if the template takes too many steps, or one that is not allowed."""
        if self._steps(self._template, _Place()) > _MOST_STEPS:
            raise RefusedError(1, "it takes too many steps: use fewer loops and macros")
        for macro in self._macros.values():
            self._steps_of_macro(macro.name, macro.lineno)

    def _sum(self, some: Iterable[nodes.Node], place: _Place) -> int:
        return sum(self._steps(each, place) for each in some)

    def _steps(self, node: nodes.Node, place: _Place) -> int:
        ensure_allowed(node, is_in_value=place.is_in_value)
        value = evolve(place, is_in_value=True)
        match node:
            case nodes.For():
                return self._steps_of_loop(node, place)
            case nodes.Macro():
                return 1
            case nodes.Filter():
                ensure_filter(node)
            case nodes.Assign():
                is_new = self._assigned.isdisjoint(_names(node.node)) and not place.is_in_macro
                return 1 + self._steps(node.node, place if is_new else value)
            case nodes.Call():
                arguments = (*node.args, *node.kwargs)
                is_phrase = isinstance(node.node, nodes.Name) and node.node.name == "say"
                place_of_arguments = place if is_phrase else value
                return self._steps_of_call(node, place) + self._sum(arguments, place_of_arguments)
        return 1 + self._sum(node.iter_child_nodes(), place)

    def _steps_of_loop(self, node: nodes.For, place: _Place) -> int:
        if place.loop_names is not None or node.recursive:
            raise RefusedError(node.lineno, "a loop inside another is not allowed")
        inside = evolve(place, loop_names=frozenset(_names(node.target)))
        body = self._sum([node.test] if node.test else [], inside) + self._sum(node.body, inside)
        value = evolve(place, is_in_value=True)
        return self._steps(node.iter, value) + self._sum(node.else_, place) + _STEPS_OF_LOOP * body

    def _steps_of_call(self, node: nodes.Call, place: _Place) -> int:
        match node.node:
            case nodes.Name(name="money"):
                return 1
            case nodes.Name(name="say"):
                if place.is_in_value and not is_plain_phrase(node):
                    raise RefusedError(node.lineno, "a phrase with values is written alone")
                return 1
            case nodes.Name(name=name) if name in self._macros:
                steps = self._steps_of_macro(name, node.lineno)
            case nodes.Name(name=name) if name in self._imported:
                steps = _STEPS_OF_IMPORTED
            case nodes.Getattr(node=nodes.Name(name=name)) if name in self._modules:
                steps = _STEPS_OF_IMPORTED
            case _:
                raise RefusedError(node.lineno, "only say, money and macros can be called")
        if place.is_in_value:
            raise RefusedError(node.lineno, "the text of a macro is written alone")
        if place.loop_names is not None:
            self._ensure_of_loop(node, place.loop_names)
        return steps

    def _ensure_of_loop(self, node: nodes.Call, names: frozenset[str]) -> None:
        """Refuse a macro in a loop that may loop over something else than the loop's item."""
        known = {*names, "say", "money"}
        used = (each for argument in (*node.args, *node.kwargs) for each in _names(argument))
        if not known.issuperset(used):
            detail = "a macro inside a loop gets the loop's item, say and money alone"
            raise RefusedError(node.lineno, detail)

    def _steps_of_macro(self, name: str, line: int) -> int:
        if name not in self._steps_of_macros:
            self._steps_of_macros[name] = None
            macro = self._macros[name]
            defaults = self._sum(macro.defaults, _Place(is_in_value=True))
            steps = defaults + self._sum(macro.body, _Place(is_in_macro=True))
            if steps > self._most_steps_of_macro:
                raise RefusedError(macro.lineno, f"the macro {name} takes too many steps")
            self._steps_of_macros[name] = steps
        found = self._steps_of_macros[name]
        if found is None:
            raise RefusedError(line, f"the macro {name} calls itself")
        return found


def _names(node: nodes.Node) -> Iterable[str]:
    if isinstance(node, nodes.Name):
        yield node.name
    yield from (each.name for each in node.find_all(nodes.Name))
