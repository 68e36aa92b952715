"""Flame graph of sampled stacks, as an SVG file with a colour for each layer."""

from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Final

from attrs import field, frozen

from bench.layers import LAYERS, OTHER, layer_of
from bench.stack_samples import Stack

_WIDTH: Final = 1200
_ROW: Final = 16
_LETTER: Final = 6.2
_NARROWEST: Final = 0.6
_COLORS: Final = {
    layer: f"hsl({360 * n // len(LAYERS)}, 65%, {72 if n % 2 else 82}%)"
    for n, layer in enumerate(LAYERS)
} | {OTHER: "#ccc"}


@frozen
class _Node:
    """A function where it is called: its samples, and those of the functions that it calls."""

    stack: Stack
    calls: dict[str, "_Node"] = field(factory=dict)
    layers: Counter[str] = field(factory=Counter)

    @property
    def samples(self) -> int:
        return self.layers.total()

    def called(self, function: str) -> "_Node":
        return self.calls.setdefault(function, _Node((*self.stack, function)))


def write(counts: Mapping[Stack, int], title: str, microseconds: float, file: Path) -> None:
    """Draw the stacks, outermost function on top; all of them take so many microseconds."""
    root = _tree(counts)
    height = (_depth(root) + 3) * _ROW
    a_sample = microseconds / root.samples
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'font-family="Verdana, sans-serif" font-size="10">',
        f'<rect width="{_WIDTH}" height="{height}" fill="white"/>',
        f'<text x="4" y="12" font-size="12">{escape(title)}</text>',
        *_legend(root, a_sample),
        *_boxes(root, 0, a_sample, _WIDTH / root.samples),
        "</svg>",
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _tree(counts: Mapping[Stack, int]) -> _Node:
    root = _Node(())
    for stack, samples in counts.items():
        layer, node = layer_of(stack), root
        node.layers[layer] += samples
        for function in stack:
            node = node.called(function)
            node.layers[layer] += samples
    return root


def _depth(node: _Node) -> int:
    return 1 + max((_depth(each) for each in node.calls.values()), default=0)


def _legend(root: _Node, a_sample: float) -> Iterator[str]:
    x = 4.0
    for layer, samples in root.layers.most_common():
        text = f"{layer} {samples * a_sample:.0f}"
        yield f'<rect x="{x:.0f}" y="{_ROW + 2}" width="9" height="9" fill="{_COLORS[layer]}"/>'
        yield f'<text x="{x + 11:.0f}" y="{_ROW + 10}" font-size="8">{escape(text)}</text>'
        x += 18 + 4.6 * len(text)


def _boxes(node: _Node, left: float, a_sample: float, scale: float) -> Iterator[str]:
    for function, each in sorted(node.calls.items()):
        width = each.samples * scale
        if width >= _NARROWEST:
            yield _box(function, each, left, width, a_sample)
            yield from _boxes(each, left, a_sample, scale)
        left += width


def _box(function: str, node: _Node, left: float, width: float, a_sample: float) -> str:
    y = (len(node.stack) + 1) * _ROW
    ((layer, _),) = node.layers.most_common(1)
    name = function.rpartition(":")[2].removeprefix("<attrs generated methods ")
    shown = name[: max(0, int((width - 4) / _LETTER))] if width > 3 * _LETTER else ""
    hint = f"{function}: {node.samples * a_sample:.1f} us, {layer}"
    return (
        f"<g><title>{escape(hint)}</title>"
        f'<rect x="{left:.1f}" y="{y}" width="{width:.1f}" height="{_ROW - 1}" '
        f'fill="{_COLORS[layer]}"/>'
        f'<text x="{left + 2:.1f}" y="{y + 11}">{escape(shown)}</text></g>'
    )
