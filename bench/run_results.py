"""Results of runs of the benchmark, saved as JSON by size."""

from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from attrs import field, frozen

from bench.growth import Listed
from bench.limits import Import
from bench.ratios import Ratio

FOLDER: Final = Path(__file__).parent / "results"


@frozen(kw_only=True)
class Results:
    """Results of one run. Names of times end with their unit.

    ``resident_mb`` and ``two_workers_mb`` are the memory of one worker, and of two together, by
    number of requests. Earlier runs have no ``two_workers_mb``.
    """

    size: int
    at: datetime
    ratios: list[Ratio]
    messages: dict[str, float]
    lists: list[Listed]
    imported: Import
    first_answer_s: float
    import_of_domain_ms: float
    resident_mb: dict[int, float]
    two_workers_mb: dict[int, float] = field(factory=dict)


def save(results: Results) -> None:
    """Write the results as JSON."""
    file = FOLDER / f"{results.size}.json"
    file.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")


def saved() -> dict[int, Results]:
    """Read the saved results by size, the smallest first."""
    found = [
        msgspec.json.decode(file.read_bytes(), type=Results)
        for file in FOLDER.glob("*.json")
        if file.stem.isdecimal()
    ]
    return {each.size: each for each in sorted(found, key=lambda each: each.size)}
