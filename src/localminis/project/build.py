"""What follows a production build: config and manifest go into the output folder."""

from dataclasses import dataclass
from pathlib import Path

from localminis.project import manifest
from localminis.project.model import NoConfig, OutputInvalid, OutputMissing, Project
from localminis.project.replace import replace_files
from localminis.spec import config as spec
from localminis.spec.manifest import MANIFEST_NAME, FileEntry, FolderEntry


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What `build_after` did: the folder, the two files, how much the manifest lists.

    `changed` names the files whose bytes are not what they were.
    """

    output_path: Path
    config_path: Path
    manifest_path: Path
    files: int
    folders: int
    changed: tuple[str, ...]


def build_after(project: Project) -> BuildResult:
    """Copy the config into the output folder and write the manifest; nothing else is written.

    Raises:
        OutputMissing: the folder that the config names does not exist.
        OutputInvalid: the folder is the project itself or lies outside it, or something in it
            cannot be listed.
        NotWritten: the folder cannot be written to. Both files are as they were.

    Source: seed:build-after, seed:manifest, contract:toolchain-2.
    """
    output = _output_folder(project)
    generated = {spec.CONFIG_NAME: output / spec.CONFIG_NAME, MANIFEST_NAME: output / MANIFEST_NAME}
    for path in generated.values():
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise OutputInvalid(f"{path} is in the way of the file of that name. Remove it.")
    try:
        config = project.config_path.read_bytes()
    except OSError as trouble:
        raise NoConfig(
            f"{project.config_path} cannot be read ({trouble.strerror}). Restore it."
        ) from trouble
    listed = manifest.list_folder(output, generated)
    contents = {
        generated[spec.CONFIG_NAME]: config,
        generated[MANIFEST_NAME]: manifest.to_json(listed),
    }
    changed = {
        path: content
        for path, content in contents.items()
        if not path.exists() or path.read_bytes() != content
    }
    replace_files(changed)
    files, folders = _count(listed["resource_list"])
    return BuildResult(
        output_path=output,
        config_path=generated[spec.CONFIG_NAME],
        manifest_path=generated[MANIFEST_NAME],
        files=files,
        folders=folders,
        changed=tuple(path.name for path in changed),
    )


def _output_folder(project: Project) -> Path:
    name = project.config.output_dir
    key = project.config.spellings.get(spec.OUTPUT_DIR.written, spec.OUTPUT_DIR.written)
    root = project.root.resolve()
    output = project.output_path.resolve()
    if output == root or not output.is_relative_to(root):
        where = "is the project itself" if output == root else "lies outside the project"
        raise OutputInvalid(
            f"The output folder {name!r} ({key}) {where}. Use {spec.OUTPUT_DIR.accepted}."
        )
    if not output.is_dir():
        raise OutputMissing(
            f"The output folder {name!r} ({key} in {spec.CONFIG_NAME}) is not in {project.root}. "
            f"Run your production build first (npm run build), or set {key} to the folder it "
            "writes."
        )
    return output


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
