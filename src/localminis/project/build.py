"""What follows a production build: config and manifest go into the output folder."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from localminis.project import freshness, manifest
from localminis.project.exclusion import Excludes, compile_patterns
from localminis.project.load import package_scripts
from localminis.project.model import (
    NoConfig,
    OutputInvalid,
    OutputMissing,
    PackageInvalid,
    Project,
)
from localminis.project.replace import replace_files, sweep
from localminis.spec import config as spec
from localminis.spec.manifest import MANIFEST_NAMES, FileEntry, FolderEntry, Manifest


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What `build_after` did: the folder, the two files, how much the manifest lists.

    `changed` names the files whose bytes are not what they were; `notes` are sentences for the
    developer.
    """

    output_path: Path
    config_path: Path
    manifest_path: Path
    manifest: Manifest
    files: int
    folders: int
    changed: tuple[str, ...]
    source_maps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def build_after(
    project: Project, *, exclude: Iterable[str] = (), manifest_name: str | None = None
) -> BuildResult:
    """Copy the config into the output folder and write the manifest; nothing else is written.

    Args:
        project: its config names the output folder.
        exclude: patterns of what the manifest leaves out; no file is removed.
        manifest_name: one of `MANIFEST_NAMES` of the flavour; None takes the first.

    Raises:
        OutputMissing: the folder that the config names does not exist.
        OutputInvalid: the folder is the project itself or lies outside it, or something in it
            cannot be listed.
        PatternInvalid: a pattern is empty.
        NotWritten: the folder cannot be written to. Both files are as they were.

    Source: seed:build-after, seed:manifest, contract:toolchain-2.
    """
    output = output_folder(project)
    name = manifest_name or MANIFEST_NAMES[project.flavour][0]
    config_path, manifest_path = output / project.config_path.name, output / name
    for path in (config_path, manifest_path):
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise OutputInvalid(f"{path} is in the way of the file of that name. Remove it.")
    try:
        config = project.config_path.read_bytes()
    except OSError as trouble:
        raise NoConfig(
            f"{project.config_path} cannot be read ({trouble.strerror}). Restore it."
        ) from trouble
    # What a killed run left must not be listed.
    sweep((config_path, manifest_path))
    patterns = tuple(exclude)
    excludes = compile_patterns(patterns) if patterns else None
    listed = manifest.list_folder(
        output, (config_path.name, manifest_path.name), name=name, excludes=excludes
    )
    notes = (*_notes(project, output, name), *_about_unmet(excludes))
    contents = {config_path: config, manifest_path: manifest.to_json(listed)}
    changed = {
        path: content
        for path, content in contents.items()
        if not path.exists() or path.read_bytes() != content
    }
    replace_files(changed)
    files, folders = _count(listed["resource_list"])
    return BuildResult(
        output_path=output,
        config_path=config_path,
        manifest_path=manifest_path,
        manifest=listed,
        files=files,
        folders=folders,
        changed=tuple(path.name for path in changed),
        source_maps=tuple(
            path for path in manifest.paths_in(listed["resource_list"]) if path.endswith(".map")
        ),
        notes=notes,
    )


def output_folder(project: Project) -> Path:
    """Return the resolved output folder of a project, where it is one that may be written to.

    Raises:
        OutputMissing: it does not exist.
        OutputInvalid: it is the project itself, lies outside it, is a file, or cannot be listed.
    """
    name = project.config.output_dir
    key = project.config.spellings.get(spec.OUTPUT_DIR.written, spec.OUTPUT_DIR.written)
    root = project.root.resolve()
    try:
        output = project.output_path.resolve()
    except (OSError, RuntimeError) as trouble:
        raise OutputInvalid(
            f"The output folder {name!r} ({key}) is a link that leads in a circle. Remove it."
        ) from trouble
    if output == root or not output.is_relative_to(root):
        where = "is the project itself" if output == root else "lies outside the project"
        raise OutputInvalid(
            f"The output folder {name!r} ({key}) {where}. Use {spec.OUTPUT_DIR.accepted}."
        )
    if output.is_file():
        raise OutputInvalid(
            f"The output folder {name!r} ({key}) is a file. Set {key} to the folder that your "
            "production build writes."
        )
    if not output.is_dir():
        raise OutputMissing(
            f"The output folder {name!r} ({key} in {project.config_path.name}) is not in "
            f"{project.root}. {_how_to_build(project)}, or set {key} to the folder that it writes."
        )
    try:
        with os.scandir(output):
            return output
    except OSError as trouble:
        raise OutputInvalid(
            f"The output folder {name!r} cannot be listed ({trouble.strerror}). Make it readable."
        ) from trouble


def _about_unmet(excludes: Excludes | None) -> list[str]:
    return [
        f"The pattern {pattern!r} leaves nothing out. It is read from the output folder on."
        for pattern in (excludes.unmet if excludes else ())
    ]


def _how_to_build(project: Project) -> str:
    try:
        has_script = "build" in package_scripts(project.root)
    except PackageInvalid:
        has_script = False
    return "Run `npm run build` first" if has_script else "Run your production build first"


def _notes(project: Project, output: Path, manifest_name: str) -> tuple[str, ...]:
    notes = []
    if not any(output.glob("*.[hH][tT][mM][lL]")):
        notes.append(
            f"There is no page in {project.config.output_dir}, such as index.html: the app would "
            "open nothing. Look whether the production build went elsewhere."
        )
    notes.extend(freshness.remarks(project))
    for names in MANIFEST_NAMES.values():
        notes.extend(
            f"{name} from another run is in {project.config.output_dir} and is listed, too. Remove "
            "it."
            for name in names
            if name != manifest_name and (output / name).exists()
        )
    return tuple(dict.fromkeys(notes))


def _count(entries: list[FileEntry | FolderEntry]) -> tuple[int, int]:
    files = folders = 0
    for entry in entries:
        if entry["type"] == "file":
            files += 1
        else:
            inner_files, inner_folders = _count(entry["children"])
            files += inner_files
            folders += inner_folders + 1
    return files, folders
