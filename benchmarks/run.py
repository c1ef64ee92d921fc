"""Run every benchmark, print a table, and write build/bench.json; a ratio is cost over reference and passes at its budget."""

import importlib
import json
import pkgutil
import sys
import traceback
from pathlib import Path
from typing import Any

import benchmarks

OUTPUT = Path(__file__).resolve().parent.parent / "build" / "bench.json"
NOT_BENCHMARKS = {"run", "__main__"}


def main() -> int:
    """Each module of the package that has `measure()` gives rows; return 1 when one is over its budget."""
    rows: list[dict[str, Any]] = []
    for module in sorted(pkgutil.iter_modules(benchmarks.__path__), key=lambda found: found.name):
        if module.name not in NOT_BENCHMARKS:
            measured = _measure(module.name)
            print("\n".join(_line(row) for row in measured), flush=True)  # noqa: T201
            rows += measured
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    return 1 if any(_is_over(row) for row in rows) else 0


def _measure(name: str) -> list[dict[str, Any]]:
    module = importlib.import_module(f"benchmarks.{name}")
    if not hasattr(module, "measure"):
        return []
    try:
        return list(module.measure())
    except Exception as error:  # noqa: BLE001 - the other benchmarks still have something to say
        traceback.print_exc()
        return [{"name": name, "ratio": None, "budget": None, "unit": "", "note": f"did not run: {error!r}"}]


def _is_over(row: dict[str, Any]) -> bool:
    return row["ratio"] is not None and row["ratio"] > row["budget"]


def _line(row: dict[str, Any]) -> str:
    if row["ratio"] is None:
        return f"  --   {row['name']}: {row['note']}"
    verdict = "OVER" if _is_over(row) else " ok "
    return f" {verdict}  {row['ratio']:8.3f} of {row['budget']:<7.3f} {row['name']} ({row['unit']}; {row['note']})"


if __name__ == "__main__":
    sys.exit(main())
