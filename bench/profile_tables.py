"""Profiles by layer, as JSON and as Markdown tables."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from attrs import frozen

from bench.layers import LAYERS, layer_of
from bench.markdown import table
from bench.stack_samples import Stack

_FUNCTIONS: Final = 6
_LAYERS: Final = 5


@frozen(kw_only=True)
class Alone:
    """Microseconds of processor time a request in one thread, by layer.

    ``sampled`` is the time by the number of samples, ``measured`` that of the process's clock. The
    layers share the measured time in the proportion of their samples.
    """

    measured: float
    sampled: float
    layers: dict[str, float]


@frozen(kw_only=True)
class Loaded:
    """Microseconds of processor time a request of the server, with 8 connections.

    ``layers`` is the time with the interpreter lock in the request's threads, ``relay`` that in the
    relay's. ``one_connection`` is the server's time a request with a single connection.
    """

    measured: float
    one_connection: float
    relay: float
    layers: dict[str, float]


@frozen(kw_only=True)
class LayerProfile:
    """Profile of an operation, and the functions that take the most, by layer."""

    operation: str
    alone: Alone
    loaded: Loaded
    functions: dict[str, dict[str, float]]


@frozen(kw_only=True)
class Profiles:
    """Profiles of one run."""

    at: datetime
    operations: list[LayerProfile]


def by_layer(counts: Mapping[Stack, int], a_sample: float) -> dict[str, float]:
    """Return the time of each layer, from the time of a sample."""
    samples: Counter[str] = Counter()
    for stack, found in counts.items():
        samples[layer_of(stack)] += found
    return {layer: samples[layer] * a_sample for layer in LAYERS if samples[layer]}


def largest_functions(counts: Mapping[Stack, int], a_sample: float) -> dict[str, dict[str, float]]:
    """Return the functions that take the most by themselves, of each of the largest layers."""
    found: dict[str, Counter[str]] = {layer: Counter() for layer in LAYERS}
    for stack, samples in counts.items():
        found[layer_of(stack)][stack[-1]] += samples
    layers = sorted(found, key=lambda layer: found[layer].total(), reverse=True)[:_LAYERS]
    return {
        layer: {name: n * a_sample for name, n in found[layer].most_common(_FUNCTIONS)}
        for layer in layers
    }


def save(profiles: Profiles, file: Path) -> None:
    """Write the profiles as JSON."""
    file.write_bytes(msgspec.json.format(msgspec.json.encode(profiles), indent=1) + b"\n")


def load(file: Path) -> Profiles:
    """Read saved profiles."""
    return msgspec.json.decode(file.read_bytes(), type=Profiles)


def in_one_thread(profiles: Sequence[LayerProfile]) -> list[str]:
    """Return the lines of the table of one thread."""
    rows: dict[str, Callable[[LayerProfile], float]] = {
        **{layer: _of_layer(layer, lambda each: each.alone.layers) for layer in LAYERS},
        "**all**": lambda each: each.alone.measured,
        "all, by the samples": lambda each: each.alone.sampled,
    }
    return _table("µs a request", rows, profiles)


def under_load(profiles: Sequence[LayerProfile]) -> list[str]:
    """Return the lines of the table of 8 connections."""
    rows: dict[str, Callable[[LayerProfile], float]] = {
        **{layer: _of_layer(layer, lambda each: each.loaded.layers) for layer in LAYERS},
        "relay": lambda each: each.loaded.relay,
        "outside of the interpreter": lambda each: (
            each.loaded.measured - each.loaded.relay - sum(each.loaded.layers.values())
        ),
        "**all**": lambda each: each.loaded.measured,
        "all, one connection": lambda each: each.loaded.one_connection,
        "switching": lambda each: each.loaded.measured - each.loaded.one_connection,
    }
    return _table("µs a request", rows, profiles)


def function_lines(profile: LayerProfile) -> list[str]:
    """Return lines with the functions that take the most, by layer."""
    return [
        f"{profile.operation}, {layer}: "
        + ", ".join(f"{name} {taken:.0f}" for name, taken in functions.items())
        for layer, functions in profile.functions.items()
    ]


def _of_layer(
    layer: str, layers_of: Callable[[LayerProfile], Mapping[str, float]]
) -> Callable[[LayerProfile], float]:
    return lambda each: layers_of(each).get(layer, 0.0)


def _table(
    title: str,
    rows: Mapping[str, Callable[[LayerProfile], float]],
    profiles: Sequence[LayerProfile],
) -> list[str]:
    return table(
        (title, *(each.operation for each in profiles)),
        [(name, *(f"{value(each):,.0f}" for each in profiles)) for name, value in rows.items()],
    )
