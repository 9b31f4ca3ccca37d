"""Checking a project on disk: its sources or its finished build, with its own severities."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from localminis.checker import cache, engine, files, share
from localminis.checker.engine import Engine, Examiner, Outcome
from localminis.checker.finding import Finding, Severity
from localminis.checker.rule import Circumstances, find_rule
from localminis.checker.source_map import with_originals
from localminis.errors import Invalid
from localminis.project.build import output_folder
from localminis.project.model import Project

OFF: Final = "off"
_WORDS: Final = {severity.word: severity for severity in Severity}


class SeverityInvalid(Invalid):
    """A rule or a severity that does not exist is named in the settings of a check."""


def check(project: Project, *, release: bool = True) -> tuple[Finding, ...]:
    """Check the finished build of a project and return what was found, in the order of reports.

    Args:
        project: as `project.load` gives it.
        release: false for a build that is only tested: the console and loopback hosts may stay.

    Raises:
        OutputMissing: there is no finished build.
        OutputInvalid: the output folder is the project itself or lies outside of it.
        SeverityInvalid: the project's package.json sets a severity that does not exist.
    """
    return check_output(project, is_release=release).findings


def check_output(
    project: Project,
    *,
    is_release: bool = True,
    severities: Mapping[str, Severity | None] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    jobs: int = 1,
    memory: Path | None = None,
    kind: Engine = "fast",
) -> Outcome:
    """Check the finished build; raises as `check` does.

    Args:
        severities: weights by code that go before those of the project.
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
    weights = {**project_severities(project.root), **(severities or {})}
    outcome = engine.check(
        files.build_files(folder),
        around,
        severities=weights,
        on_progress=on_progress,
        examiner=_examiner(folder, jobs, memory),
        engine=kind,
    )
    prefix = project.config.output_dir.removeprefix("./").strip("/")
    return replace(outcome, findings=with_originals(outcome.findings, folder, prefix))


def check_sources(
    project: Project,
    *,
    severities: Mapping[str, Severity | None] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    jobs: int = 1,
    memory: Path | None = None,
    kind: Engine = "fast",
) -> Outcome:
    """Check the sources that end up in the page; comments may take findings back here.

    The arguments are those of `check_output`.

    Raises:
        SeverityInvalid: the project's package.json sets a severity that does not exist.
    """
    around = Circumstances(
        project.config,
        is_output=False,
        entry=project.config.html_entry.removeprefix("./"),
        config_name=project.config_path.name,
        flavour=project.flavour,
    )
    weights = {**project_severities(project.root), **(severities or {})}
    listed = files.source_files(project.root, project.output_path)
    return engine.check(
        listed,
        around,
        severities=weights,
        on_progress=on_progress,
        examiner=_examiner(project.root, jobs, memory),
        engine=kind,
    )


def _examiner(top: Path, jobs: int, memory: Path | None) -> Examiner:
    examiner = share.examiner(jobs)
    return examiner if memory is None else cache.remembering(memory, top, examiner)


def parse_severity(rule: str, word: str) -> tuple[str, Severity | None]:
    """Read one setting: a rule's code or name, and error, warning, info or off.

    Raises:
        SeverityInvalid: there is no such rule or severity.
    """
    found = find_rule(rule)
    if found is None:
        raise SeverityInvalid(f"There is no rule {rule!r}. `localminis rules` lists them.")
    if word != OFF and word not in _WORDS:
        raise SeverityInvalid(
            f"The severity of {rule} is {word!r}. Use error, warning, info or off."
        )
    return found.code, _WORDS.get(word)


def project_severities(root: Path) -> dict[str, Severity | None]:
    """Read the severities that a project's package.json sets, if it does.

    They stand in `localminis.check.severity`, by code or name. The place is ours: the platform's
    own config must not carry names that it does not know.

    Raises:
        SeverityInvalid: a rule or a severity that does not exist.
    """
    try:
        package: Any = json.loads((root / "package.json").read_bytes())
        given = package["localminis"]["check"]["severity"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    if not isinstance(given, dict):
        raise SeverityInvalid(
            'localminis.check.severity in package.json is no object. Write it as {"LM306": "off"}.'
        )
    return dict(parse_severity(rule, str(word)) for rule, word in given.items())
