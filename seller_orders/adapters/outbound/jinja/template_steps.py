"""The most steps that a template of a domain takes, counted before it is rendered."""

from collections.abc import Collection, Iterable
from typing import Final

from attrs import evolve, frozen
from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError, nodes

from seller_orders.adapters.outbound.jinja.template_costs import Costs
from seller_orders.adapters.outbound.jinja.template_operations import (
    RefusedError,
    ensure_allowed,
    ensure_filter,
    is_plain_phrase,
)

_MOST_STEPS: Final = 5_000_000
_STEPS_OF_AMOUNT: Final = 100
_STEPS_OF_PHRASE: Final = 10
_MOST_ITEMS: Final = 100
# Compiling takes a tenth of a second for each 2,000 of them.
_MOST_NODES: Final = 2_000


@frozen
class _Place:
    """Surroundings of a node: a loop over these names, a value that may be used again, a macro."""

    loop_names: frozenset[str] | None = None
    is_in_value: bool = False
    is_in_macro: bool = False


class TemplateSteps:
    """Counts the steps of a template whose lists and texts have a length of up to ``longest``.

    Raises what Jinja does if the template does not compile.
    """

    def __init__(self, name: str, environment: Environment, longest: int) -> None:
        assert environment.loader is not None, "it has the domain's templates"
        source, _, _ = environment.loader.get_source(environment, name)
        self.template = template = environment.parse(source)
        self._name = name
        self._environment = environment
        self._costs = Costs(longest, frozenset(_given_names(template)))
        self._macros = {each.name: each for each in template.find_all(nodes.Macro)}
        self._modules = {
            each.target: _named(each.template) for each in template.find_all(nodes.Import)
        }
        self._assigned = {
            name for each in template.find_all(nodes.Assign) for name in _names(each.target)
        }
        self._imported = {
            each if isinstance(each, str) else each[1]: (
                _named(node.template),
                each if isinstance(each, str) else each[0],
            )
            for node in template.find_all(nodes.FromImport)
            for each in node.names
        }
        self._steps_of_macros: dict[str, int | None] = {}
        self._others: dict[str, TemplateSteps | None] = {}

    def ensure_bounded(self) -> None:
        """Raise RefusedError if the template takes too many steps, or one that is not allowed."""
        if sum(1 for _ in self.template.find_all(nodes.Node)) > _MOST_NODES:
            detail = f"it has more than {_MOST_NODES:,} names, values and operations"
            raise RefusedError(1, detail)
        if self._steps(self.template, _Place()) > _MOST_STEPS:
            raise RefusedError(1, "it takes too many steps: use fewer loops and macros")
        for macro in self._macros.values():
            self._steps_of_macro(macro.name, macro.lineno)

    def _sum(self, some: Iterable[nodes.Node], place: _Place) -> int:
        return sum(self._steps(each, place) for each in some)

    def _steps(self, node: nodes.Node, place: _Place) -> int:
        ensure_allowed(node, is_in_value=place.is_in_value)
        value = evolve(place, is_in_value=True)
        items = place.loop_names or ()
        match node:
            case nodes.For():
                return self._steps_of_loop(node, place)
            case nodes.Block() if place.loop_names is not None:
                raise RefusedError(node.lineno, "a block inside a loop is not allowed")
            case nodes.List() | nodes.Tuple():
                self._ensure_short_items(node, items)
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
        return self._costs.of(node, items) + self._sum(node.iter_child_nodes(), place)

    def _ensure_short_items(self, node: nodes.List | nodes.Tuple, items: Collection[str]) -> None:
        """Refuse a list of lists, which a loop could look through again and again."""
        if len(node.items) > _MOST_ITEMS:
            raise RefusedError(node.lineno, f"a list has up to {_MOST_ITEMS} items")
        for each in node.items:
            if not (isinstance(each, nodes.Getattr) or self._costs.is_plain(each, items)):
                raise RefusedError(node.lineno, "a list is of texts and fields alone")

    def _steps_of_loop(self, node: nodes.For, place: _Place) -> int:
        if place.loop_names is not None or node.recursive:
            raise RefusedError(node.lineno, "a loop inside another is not allowed")
        inside = evolve(place, loop_names=frozenset(_names(node.target)))
        body = self._sum([node.test] if node.test else [], inside) + self._sum(node.body, inside)
        value = evolve(place, is_in_value=True)
        return (
            self._steps(node.iter, value)
            + self._sum(node.else_, place)
            + self._costs.longest * body
        )

    def _steps_of_call(self, node: nodes.Call, place: _Place) -> int:
        match node.node:
            case nodes.Name(name="money"):
                return _STEPS_OF_AMOUNT
            case nodes.Name(name="say"):
                if place.is_in_value and not is_plain_phrase(node):
                    raise RefusedError(node.lineno, "a phrase with values is written alone")
                return _STEPS_OF_PHRASE
            case nodes.Name(name=name) if name in self._macros:
                steps = self._steps_of_macro(name, node.lineno)
            case nodes.Name(name=name) if name in self._imported:
                steps = self._steps_of_imported(*self._imported[name])
            case nodes.Getattr(node=nodes.Name(name=name), attr=macro) if name in self._modules:
                steps = self._steps_of_imported(self._modules[name], macro)
            case _:
                raise RefusedError(node.lineno, "only say, money and macros can be called")
        if place.is_in_value:
            raise RefusedError(node.lineno, "the text of a macro is written alone")
        if place.loop_names is not None:
            self._ensure_of_loop(node, place.loop_names)
        return steps

    def _steps_of_imported(self, template: str, macro: str) -> int:
        other = self._other(template)
        found = None if other is None else other._macros.get(macro)
        # What does not exist fails as the template is rendered.
        if other is None or found is None:
            return 0
        return other._steps_of_macro(macro, found.lineno)

    def _other(self, template: str) -> "TemplateSteps | None":
        if template not in self._others:
            try:
                name = self._environment.join_path(template, self._name)
                other = TemplateSteps(name, self._environment, self._costs.longest)
            except (TemplateNotFound, TemplateSyntaxError):
                other = None
            self._others[template] = other
        return self._others[template]

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
            if steps > _MOST_STEPS:
                raise RefusedError(macro.lineno, f"the macro {name} takes too many steps")
            self._steps_of_macros[name] = steps
        found = self._steps_of_macros[name]
        if found is None:
            raise RefusedError(line, f"the macro {name} calls itself")
        return found


def _named(template: nodes.Expr) -> str:
    return str(template.value) if isinstance(template, nodes.Const) else ""


def _names(node: nodes.Node) -> Iterable[str]:
    if isinstance(node, nodes.Name):
        yield node.name
    yield from (each.name for each in node.find_all(nodes.Name))


def _given_names(template: nodes.Template) -> Iterable[str]:
    """Yield the names that a template gives values of its own."""
    for assigned in template.find_all(nodes.Assign):
        yield from _names(assigned.target)
    for loop in template.find_all(nodes.For):
        yield from _names(loop.target)
    for macro in template.find_all(nodes.Macro):
        yield from (each.name for each in macro.args)
