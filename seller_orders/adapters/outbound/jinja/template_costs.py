"""Steps that single operations of a template take: those on a list as many as it has items."""

from collections.abc import Collection
from typing import Final

from attrs import frozen
from jinja2 import nodes

_CHARACTERS_OF_STEP: Final = 20
_STEPS_OF_FILTER: Final = 20
_STEPS_OF_TEXT_OF_ITEM: Final = 10
_LIST_FILTERS: Final = frozenset(
    "join list max min reject rejectattr select selectattr sort sum unique".split()
)
_TESTS_OF_LISTS: Final = frozenset({"in", "lower", "upper"})
_TEXTS: Final = frozenset(
    "colon customer headline included_tax language note number refunded shop status total".split()
)
"""Names in every template that are no lists."""


@frozen
class Costs:
    """Costs in a template whose texts and lists have up to ``longest`` characters and items.

    ``shadowed`` are names that the template gives values of its own.
    """

    longest: int
    shadowed: Collection[str]

    def of(self, node: nodes.Node, items: Collection[str]) -> int:
        """Return the steps of an operation without its operands. ``items`` are loop variables."""
        match node:
            case nodes.TemplateData(data=str(text)) | nodes.Const(value=str(text)):
                return 1 + len(text) // _CHARACTERS_OF_STEP
            case nodes.Filter(name=name, node=nodes.Node() as given):
                return _STEPS_OF_FILTER + self._of_filter(name, self.is_plain(given, items))
            case nodes.Compare():
                return self._of_comparison(node, items)
            case nodes.Test():
                return self._of_test(node, items)
            case nodes.Getitem(node=given, arg=nodes.Slice()):
                return 1 if self.is_plain(given, items) else self.longest
            case nodes.Concat(nodes=operands):
                return self._of_joining(operands, items)
            case nodes.Add(left=left, right=right):
                return self._of_joining([left, right], items)
        return 1

    def is_plain(self, node: nodes.Node, items: Collection[str]) -> bool:
        """Return whether a value is known to be a text or a number, or a list of such alone."""
        match node:
            case nodes.Const() | nodes.TemplateData():
                return True
            case nodes.Call(node=nodes.Name(name="say" | "money")):
                return True
            case nodes.Name(name=name):
                return name in _TEXTS and name not in self.shadowed
            case nodes.Getattr(node=nodes.Name(name=name)):
                return name in items
            case nodes.Getattr(node=given):
                return self.is_plain(given, items)
            case nodes.Filter(name=name, node=nodes.Node() as given):
                return name != "list" and self.is_plain(given, items)
            case nodes.List(items=parts) | nodes.Tuple(items=parts):
                return all(self.is_plain(each, items) for each in parts)
        return False

    def _of_filter(self, name: str, is_plain: bool) -> int:
        if is_plain or name not in _LIST_FILTERS:
            return 0
        return self.longest * (_STEPS_OF_TEXT_OF_ITEM if name == "join" else 1)

    def _of_comparison(self, node: nodes.Compare, items: Collection[str]) -> int:
        others = [each.expr for each in node.ops]
        unknown = [each for each in (node.expr, *others) if not self.is_plain(each, items)]
        is_search = any(each.op in {"in", "notin"} and each.expr in unknown for each in node.ops)
        return self.longest if is_search or len(unknown) > 1 else 1

    def _of_test(self, node: nodes.Test, items: Collection[str]) -> int:
        given = [node.node, *node.args] if node.name in _TESTS_OF_LISTS else node.args
        return 1 if all(self.is_plain(each, items) for each in given) else self.longest

    def _of_joining(self, operands: Collection[nodes.Node], items: Collection[str]) -> int:
        unknown = sum(not self.is_plain(each, items) for each in operands)
        return 1 + unknown * _STEPS_OF_TEXT_OF_ITEM * self.longest
