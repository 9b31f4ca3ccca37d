"""How fast the checker is, beside itself and beside ESLint and oxlint; prints a Markdown table.

Many small files are made here; bundles are those of a folder that is given, such as the published
packages of the conformance tests. The linters run their three rules only, and take turns with us
in one run; each number is a median and each comparison a ratio. No thresholds.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

LOCALMINIS = Path(sys.executable).with_name("localminis")
RUNS = 5
FILES = 10_000
FEW_FILES = 20
FILE_BYTES = 4_000
FILES_IN_FOLDER = 100
BUNDLE_MIN_BYTES = 200_000
BUNDLES_MAX_BYTES = 48_000_000
POLL_S = 0.02
RULES = ("no-eval", "no-implied-eval", "no-new-func")
LINE = "export function step{0}(state) {{ return state.items.filter((it) => it.id !== {0}); }}\n"


def main() -> None:
    """Measure and print the table."""
    options = _options()
    print("| input | measured | result |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        _project(root / "few", _small_files(FEW_FILES))
        _show(f"{FEW_FILES} small files", root / "few", options)
        _project(root / "small", _small_files(options.files))
        _show(f"{options.files} small files", root / "small", options)
        if options.bundles is not None:
            _project(root / "bundles", _bundles(options.bundles))
            _show("published bundles", root / "bundles", options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=FILES, help="small files to make")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each, the median counts")
    parser.add_argument("--bundles", type=Path, help="folder with .js files of published packages")
    parser.add_argument("--eslint", type=_program, help="program to compare with")
    parser.add_argument("--oxlint", type=_program, help="program to compare with")
    return parser.parse_args()


def _program(name: str) -> Path:
    return Path(name).absolute()


def _small_files(count: int) -> Iterator[tuple[str, bytes]]:
    for number in range(count):
        text = "".join(LINE.format(number * 100 + line) for line in range(FILE_BYTES // 80))
        yield f"chunk{number // FILES_IN_FOLDER:04}/module{number:05}.js", text.encode()


def _bundles(folder: Path) -> Iterator[tuple[str, bytes]]:
    total = 0
    for number, path in enumerate(sorted(folder.rglob("*.js"))):
        size_bytes = path.stat().st_size
        if size_bytes >= BUNDLE_MIN_BYTES and total + size_bytes <= BUNDLES_MAX_BYTES:
            total += size_bytes
            yield f"bundle{number:05}.js", path.read_bytes()


def _project(root: Path, files: Iterator[tuple[str, bytes]]) -> None:
    (root / "dist").mkdir(parents=True)
    for name, content in files:
        path = root / "dist" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (root / "minis.config.json").write_text('{"build": {"outputDir": "dist"}}')
    options = {"languageOptions": {"sourceType": "module"}, "rules": dict.fromkeys(RULES, "error")}
    (root / "eslint.config.mjs").write_text(f"export default [{json.dumps(options)}];")
    weights = {"categories": {"correctness": "off"}, "rules": dict.fromkeys(RULES, "error")}
    (root / ".oxlintrc.json").write_text(json.dumps(weights))


def _show(what: str, root: Path, options: argparse.Namespace) -> None:
    output = root / "dist"
    size_mb = sum(path.stat().st_size for path in output.rglob("*") if path.is_file()) / 1e6
    cache = root / "cache"
    contenders: dict[str, Callable[[], object]] = {
        "`check`, all rules": lambda: (shutil.rmtree(cache, ignore_errors=True), _check(root)),
        "`check` again, nothing changed": lambda: _check(root),
        "`check --engine=reference`": lambda: _check(root, "--no-cache", "--engine=reference"),
    }
    if options.eslint is not None:
        contenders["ESLint, three rules"] = lambda: _run(root, options.eslint, "dist")
    if options.oxlint is not None:
        contenders["oxlint, three rules"] = lambda: _run(root, options.oxlint, "dist")
    times_s: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(options.runs):
        for name, work in contenders.items():
            start = time.perf_counter()
            work()
            times_s[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(each) for name, each in times_s.items()}
    about = f"{what}, {size_mb:.0f} MB"
    for name, median_s in medians.items():
        print(f"| {about} | {name}, median of {options.runs} | {median_s:.2f} s |")
    first_s, again_s, *others_s = medians.values()
    print(f"| {about} | first check beside a second one | {first_s / again_s:.1f} times |")
    for name, other_s in zip([*medians][2:], others_s, strict=True):
        print(f"| {about} | {name}, beside the first check | {other_s / first_s:.2f} times |")
    print(f"| {about} | largest memory of all processes | {_memory_mb(root):.0f} MB |")


def _command(root: Path, *more: str) -> tuple[list[str], dict[str, str]]:
    environment = {"XDG_CACHE_HOME": str(root / "cache"), "PATH": "/usr/bin:/bin"}
    return [str(LOCALMINIS), "check", "--output", "--format", "json", *more, str(root)], environment


def _check(root: Path, *more: str) -> None:
    command, environment = _command(root, *more)
    subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)


def _run(root: Path, *command: object) -> None:
    subprocess.run([*map(str, command)], cwd=root, check=False, stdout=subprocess.DEVNULL)


def _memory_mb(root: Path) -> float:
    """Run one check and look at its processes again and again; shared pages count once."""
    command, environment = _command(root, "--no-cache")
    largest_kb = 0
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as first:
        while first.poll() is None:
            largest_kb = max(largest_kb, sum(map(_proportional_kb, _family(first.pid))))
            time.sleep(POLL_S)
    return largest_kb / 1024


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        tasks = [*Path(f"/proc/{process}/task").iterdir()]
        children = " ".join((task / "children").read_text() for task in tasks)
    except OSError:
        return
    for child in children.split():
        yield from _family(int(child))


def _proportional_kb(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    main()
