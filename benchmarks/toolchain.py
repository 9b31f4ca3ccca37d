"""How fast the toolchain is beside what else there is, in one run; prints a Markdown table.

The manifest of a folder of many files takes turns with `tree -J`, and the help with `python -c
pass`; each number is a median and each comparison a ratio, so both mean something on a busy
machine. No thresholds; benchmarks/README.md keeps the numbers.
"""

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from localminis.project.build import build_after
from localminis.project.load import load
from localminis.project.manifest import list_folder, to_json

TTDX = Path(sys.executable).with_name("ttdx")
RUNS = 5
HELP_RUNS = 15
FILES = 10_000
FILES_IN_FOLDER = 50


def main() -> None:
    """Measure everything and print the table."""
    options = _options()
    print("| measured | result |\n| --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        _plant(root, options.files)
        _show_manifest(root, options)
    _show_help()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=FILES, help="files in the folder")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each, the median counts")
    return parser.parse_args()


def _plant(root: Path, files: int) -> None:
    (root / "minis.config.json").write_text('{"build": {"outputDir": "dist"}}')
    for number in range(files):
        folder = root / "dist" / f"chunk{number // (FILES_IN_FOLDER * 20):02}"
        path = folder / f"part{number // FILES_IN_FOLDER:04}" / f"module-{number:05}.js"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"export const a = 1;\n")


def _show_manifest(root: Path, options: argparse.Namespace) -> None:
    output = root / "dist"
    what = f"{options.files} files, median of {options.runs}"
    contenders: dict[str, Callable[[], object]] = {
        "listing and writing the manifest, in process": lambda: to_json(list_folder(output)),
        "`build:after`, in process": lambda: build_after(load(root)),
        "`ttdx minis build:after`, whole program": lambda: _run(TTDX, "minis", "build:after", root),
    }
    tree = shutil.which("tree")
    if tree is not None:
        contenders["`tree -J`, whole program"] = lambda: _run(tree, "-J", output)
    medians = _medians(contenders, options.runs)
    for name, median_ms in medians.items():
        print(f"| {name}; {what} | {median_ms:.0f} ms |")
    if tree is None:
        print("| `tree -J` | not measured: tree is not installed |")
        return
    manifest_ms, *_, tree_ms = medians.values()
    print(f"| manifest, beside `tree -J` | {manifest_ms / tree_ms:.2f} times |")
    assert len(json.loads(to_json(list_folder(output)))["resource_list"]) > 0


def _run(*command: object) -> None:
    subprocess.run([*map(str, command)], check=True, stdout=subprocess.DEVNULL)


def _medians(contenders: dict[str, Callable[[], object]], runs: int) -> dict[str, float]:
    times_ms: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(runs):
        for name, work in contenders.items():
            start = time.perf_counter()
            work()
            times_ms[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(each) for name, each in times_ms.items()}


def _show_help() -> None:
    ours, bare = [], []
    for _ in range(HELP_RUNS):
        ours.append(_cpu_ms([TTDX, "minis", "-h"]))
        bare.append(_cpu_ms([sys.executable, "-c", "pass"]))
    ours_ms, bare_ms = statistics.median(ours), statistics.median(bare)
    print(
        f"| `ttdx minis -h` beside `python -c pass`, CPU, median of {HELP_RUNS} | "
        f"{ours_ms:.0f} ms / {bare_ms:.0f} ms = {ours_ms / bare_ms:.1f} times |"
    )


def _cpu_ms(command: list[str | Path]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


if __name__ == "__main__":
    main()
