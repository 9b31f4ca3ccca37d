"""The code scan of an upload: the checker's own judgement of a finished build, as a gate."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from localminis.amounts import counted
from localminis.checker import run
from localminis.checker.finding import Finding, Severity
from localminis.project.load import flavour_of, load
from localminis.project.model import Config, ConfigInvalid, NoConfig, Project
from localminis.publishing.model import PackageRefused, ScanFailed, Scanned, VersionConfig
from localminis.spec.config import TURNS

# A report is kept with its version, so it must not grow with the faults of a bundle.
_FINDINGS_KEPT: Final = 200


def scan(folder: Path, *, client_key: str) -> Scanned:
    """Check an unpacked build.

    Args:
        folder: the files of the package; its own `package.json` changes no severity.
        client_key: the app that it is uploaded for; the config may not name another.

    Raises:
        PackageRefused: there is no usable config at the top, it is another app's, or the entry
            page is missing.
        ScanFailed: the checker found errors; carries all findings.

    Source: contract:toolchain-6. That the local rules are the portal's is assumed.
    """
    project = _project(folder)
    built_for = project.config.client_key
    if project.config.has_client_key and built_for != client_key:
        raise PackageRefused(
            f"The package is built for the client key {built_for}, and this is {client_key}. "
            "Upload it to that app, or set dev.clientKey and build again."
        )
    entry = _entry(folder, project.config)
    outcome = run.check_output(project)
    findings = [_shown(each) for each in outcome.findings]
    counts = Counter(each.severity for each in outcome.findings)
    errors = counts[Severity.ERROR]
    if errors:
        first = next(each for each in outcome.findings if each.severity is Severity.ERROR)
        raise ScanFailed(
            f"The code scan found {counted(errors, 'error')}, so there is no version. The first, "
            f"{first.code} in {first.path}: {first.message} Correct what it names and build again.",
            findings,
        )
    report = {
        "files": outcome.files,
        "size_bytes": outcome.size_bytes,
        "warnings": counts[Severity.WARNING],
        "infos": counts[Severity.INFO],
        "findings": findings[:_FINDINGS_KEPT],
        "left_out": max(0, len(findings) - _FINDINGS_KEPT),
    }
    return Scanned(report, entry, _kept(project))


def _project(folder: Path) -> Project:
    """Make a project of a build alone: around it stands nothing that could speak for it."""
    try:
        loaded = load(folder, flavour_of(folder))
    except NoConfig as refusal:
        raise PackageRefused(_no_config(folder)) from refusal
    except ConfigInvalid as refusal:
        message = str(refusal).replace(f"{folder}/", "", 1)
        raise PackageRefused(f"The package's config is refused: {message}") from refusal
    return replace(
        loaded, root=folder.parent, config=replace(loaded.config, output_dir=folder.name)
    )


def _no_config(folder: Path) -> str:
    tops = [each for each in folder.iterdir() if each.name != "__MACOSX"]
    if len(tops) == 1 and tops[0].is_dir():
        return (
            f"Everything in the package lies in the folder {tops[0].name!r}. Pack what is in the "
            "folder, not the folder itself; `localminis build` does."
        )
    return (
        "The package has no minis.config.json at its top. Pack it with `localminis build`, which "
        "puts the config and the manifest into the build."
    )


def _entry(folder: Path, config: Config) -> str:
    """Name the entry page: the config speaks of the source, a build flattens its path."""
    for name in (config.html_entry.removeprefix("./"), Path(config.html_entry).name, "index.html"):
        path = (folder / name).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file():
            return name
    raise PackageRefused(
        f"The package has no entry page: neither {config.html_entry} nor index.html is in it."
    )


def _kept(project: Project) -> VersionConfig:
    config = project.config
    return VersionConfig(
        trusted_domains=config.trusted_domains,
        nav_style=config.nav_style,
        nav_light=config.nav_light,
        nav_dark=config.nav_dark,
        client_key=config.client_key if config.has_client_key else None,
        is_game=project.flavour == "minigame",
        turn=TURNS[config.orientation],
    )


def _shown(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.word,
        "path": finding.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "message": finding.message,
        "excerpt": finding.place.excerpt,
    }
