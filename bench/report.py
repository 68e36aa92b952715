"""Tables of the documentation, filled with the saved results: ``python -m bench.report``.

A table without saved results stays as it is, and its name is printed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench import profile_tables, result_tables, run_results
from bench.markdown import table_names, with_tables
from bench.run_results import Results

_DOCS: Final = Path(__file__).parents[1] / "docs"
_PROFILE: Final = run_results.FOLDER / "profile.json"
_TABLES: Final[dict[str, Callable[[Results], list[str]]]] = {
    "date": result_tables.heading,
    "summary": result_tables.summary,
    "ratios": result_tables.ratios,
    "processor times": result_tables.processor_times,
    "lists": result_tables.lists,
    "limits": result_tables.limits,
}


def main() -> None:
    """Fill the tables of each page that has one."""
    tables = _tables()
    for page in sorted(_DOCS.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        for name in table_names(text):
            if name not in tables:
                print(f"{page.name}: no results for {name}")
        page.write_text(with_tables(text, tables), encoding="utf-8")


def _tables() -> dict[str, list[str]]:
    found = {
        f"{name} {size}": lines(results)
        for size, results in run_results.saved().items()
        for name, lines in _TABLES.items()
    }
    if _PROFILE.exists():
        profiles = profile_tables.load(_PROFILE)
        found["profile date"] = [f"Measured on {profiles.at:%Y-%m-%d}."]
        found["profile in one thread"] = profile_tables.in_one_thread(profiles.operations)
        found["profile under load"] = profile_tables.under_load(profiles.operations)
    return found


if __name__ == "__main__":
    main()
