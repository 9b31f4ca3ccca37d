"""Checking a project on disk: its sources or its finished build, by its own preferences."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from localminis.checker import cache, engine, files, preferences, share
from localminis.checker.engine import Engine, Examiner, Outcome
from localminis.checker.files import Listed
from localminis.checker.finding import Finding
from localminis.checker.preferences import Preferences
from localminis.checker.rule import Circumstances
from localminis.checker.source_map import with_originals
from localminis.project import entry
from localminis.project.build import output_folder
from localminis.project.exclusion import compile_patterns, is_within
from localminis.project.model import EntryMissing, Project

_NOTHING = Preferences()


def check(project: Project, *, release: bool = True) -> tuple[Finding, ...]:
    """Check the finished build of a project and return what was found, in the order of reports.

    Args:
        project: as `project.load` gives it.
        release: false for a build that is only tested: the console and loopback hosts may stay.

    Raises:
        OutputMissing: there is no finished build.
        OutputInvalid: the output folder is the project itself or lies outside of it.
        PreferenceInvalid, PackageInvalid: the project's package.json says something impossible.
    """
    return check_output(project, is_release=release).findings


def check_output(
    project: Project,
    *,
    is_release: bool = True,
    wanted: Preferences = _NOTHING,
    exclude: tuple[str, ...] = (),
    on_progress: Callable[[int, int], None] | None = None,
    jobs: int = 1,
    memory: Path | None = None,
    kind: Engine = "fast",
) -> Outcome:
    """Check the finished build; raises as `check` does.

    Args:
        wanted: preferences that go before those of the project.
        exclude: patterns of what will not be packed, from the output folder on; nobody looks there.
        on_progress: called with the number of files that have been looked at, and that of all.
        jobs: how many processes may work on a large input; more than one needs a main module that
            can be imported.
        memory: folder that remembers results by content, or None.
        kind: "reference" parses every script as a whole; what is found is the same.
    """
    # Refused here as it is when it is packed.
    output_folder(project)
    folder = project.output_path
    around = Circumstances(
        project.config,
        is_output=True,
        is_release=is_release,
        config_name=project.config_path.name,
        flavour=project.flavour,
    )
    wanted = wanted.over(preferences.of_project(project.root))
    outcome = engine.check(
        _packed(files.build_files(folder), exclude),
        around,
        severities=wanted.severities,
        on_progress=on_progress,
        examiner=_examiner(folder, jobs, memory),
        engine=kind,
    )
    prefix = project.output_prefix
    findings = with_originals(outcome.findings, folder, prefix.rstrip("/"))
    return _without_ignored(replace(outcome, findings=findings), prefix, wanted.ignore)


def check_sources(
    project: Project,
    *,
    wanted: Preferences = _NOTHING,
    on_progress: Callable[[int, int], None] | None = None,
    jobs: int = 1,
    memory: Path | None = None,
    kind: Engine = "fast",
) -> Outcome:
    """Check the sources that end up in the page; comments may take findings back here.

    The arguments are those of `check_output`.

    Raises:
        PreferenceInvalid, PackageInvalid: the project's package.json says something impossible.
    """
    page, is_page_there = _entry(project)
    around = Circumstances(
        project.config,
        is_output=False,
        entry=page,
        is_entry_there=is_page_there,
        config_name=project.config_path.name,
        flavour=project.flavour,
    )
    wanted = wanted.over(preferences.of_project(project.root))
    listed = files.source_files(project.root, project.output_path)
    outcome = engine.check(
        listed,
        around,
        severities=wanted.severities,
        on_progress=on_progress,
        examiner=_examiner(project.root, jobs, memory),
        engine=kind,
    )
    return _without_ignored(outcome, "", wanted.ignore)


def _packed(listed: Iterable[Listed], exclude: tuple[str, ...]) -> Iterable[Listed]:
    if not exclude:
        return listed
    excludes = compile_patterns(exclude)
    return (each for each in listed if not is_within(excludes, each.name))


def _entry(project: Project) -> tuple[str, bool]:
    """Return the entry page of the sources, found as `init` finds it, and whether there is one.

    One that a build makes anew counts as there: only the finished build can tell.
    """
    try:
        return entry.find(project.root, project.flavour).name, True
    except EntryMissing:
        return project.config.html_entry.removeprefix("./"), False


def _examiner(top: Path, jobs: int, memory: Path | None) -> Examiner:
    examiner = share.examiner(jobs)
    return examiner if memory is None else cache.remembering(memory, top, examiner)


def _without_ignored(outcome: Outcome, prefix: str, patterns: tuple[str, ...]) -> Outcome:
    """Take out what was found in files that a pattern means; they count for all the rest."""
    if not patterns:
        return outcome
    excludes = compile_patterns(patterns)
    kept = tuple(
        each
        for each in outcome.findings
        if not is_within(excludes, each.path if each.is_of_project else prefix + each.path)
    )
    return replace(outcome, findings=kept, ignored=len(outcome.findings) - len(kept))
