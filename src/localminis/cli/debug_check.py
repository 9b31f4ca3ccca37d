"""The check beside `debug`: after every change the files are looked at, and the phone is told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from localminis.amounts import counted
from localminis.cli import terminal
from localminis.errors import MinisError

if TYPE_CHECKING:
    from localminis.checker.engine import Outcome
    from localminis.devserver.lull import Lull
    from localminis.project.model import Project
    from localminis.steering import Steering

_FINDINGS_MAX: Final = 200


@asynccontextmanager
async def watched(
    root: Path,
    platform: "Steering",
    client_key: str,
    *,
    is_output: bool,
    on_project: "Callable[[Project], None]",
    lull: "Lull | None" = None,
) -> AsyncIterator[None]:
    """Check the project in `root` now and after every change, until the block ends.

    Args:
        is_output: whether the finished build is what the phone shows, or the sources.
        on_project: told of the project as it is loaded for each check.
        lull: what each check waits for, so that the phone does not wait for it.
    """
    stop = Event()
    following = asyncio.create_task(
        _follow(
            root, platform, client_key, stop, is_output=is_output, on_project=on_project, lull=lull
        )
    )
    try:
        yield
    finally:
        stop.set()
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following


async def _follow(
    root: Path,
    platform: "Steering",
    client_key: str,
    stop: Event,
    *,
    is_output: bool,
    on_project: "Callable[[Project], None]",
    lull: "Lull | None",
) -> None:
    if lull is not None:
        await lull.wait()
    from localminis.checker.watch import changes
    from localminis.project.load import load

    looks = changes(load(root), stop, is_output=is_output)
    before = ""
    while await asyncio.to_thread(_next, looks):
        if lull is not None:
            await lull.wait()
        try:
            project, outcome = await asyncio.to_thread(_check, root, is_output=is_output)
            on_project(project)
            report = _report(project, outcome, is_output=is_output)
            await platform.call("PUT", f"/admin/v1/apps/{client_key}/findings", report)
            summary = _summary(report["findings"])
        except MinisError as refusal:
            summary = f"The check did not run: {refusal.message}"
            unread = {"findings": [], "problem": refusal.message}
            with suppress(MinisError):
                await platform.call("PUT", f"/admin/v1/apps/{client_key}/findings", unread)
        if summary != before:
            terminal.note(summary)
        before = summary


def _next(looks: Iterator[None]) -> bool:
    return next((True for _ in looks), False)


def _check(root: Path, *, is_output: bool) -> "tuple[Project, Outcome]":
    from localminis.checker import cache, run
    from localminis.project.load import load

    project = load(root)
    memory = cache.default_folder()
    if is_output:
        return project, run.check_output(project, is_release=False, memory=memory)
    return project, run.check_sources(project, memory=memory)


def _report(project: "Project", outcome: "Outcome", *, is_output: bool) -> dict[str, Any]:
    from localminis.checker.rule import all_rules

    folder = project.output_prefix if is_output else ""
    rules = all_rules()
    worst_first = sorted(outcome.findings, key=lambda each: -each.severity)
    return {
        "files": outcome.files,
        "findings": [
            {
                "code": each.code,
                "name": each.name,
                "severity": each.severity.word,
                "path": each.original.path
                if each.original
                else ("" if each.is_of_project else folder) + each.path,
                "line": each.original.line if each.original else each.place.line,
                "column": each.original.column if each.original else each.place.column,
                "message": each.message,
                "excerpt": each.place.excerpt,
                "fix": rules[each.code].fix,
            }
            for each in worst_first[:_FINDINGS_MAX]
        ],
    }


def _summary(findings: list[dict[str, Any]]) -> str:
    counts = {
        word: sum(each["severity"] == word for each in findings) for word in ("error", "warning")
    }
    said = [counted(count, word) for word, count in counts.items() if count]
    if not said:
        return "Check: nothing that the platform would refuse."
    first = findings[0]
    place = f"{first['path']}:{first['line']}" if first["line"] else first["path"]
    return f"Check: {', '.join(said)}. {place}: {first['message']} ({first['code']})"
