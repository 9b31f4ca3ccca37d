"""Finding a project on disk: which config it has, what `package.json` says.

Nothing is written here. Whatever `load` accepts can be used without another look; a config with
problems that one can live with is accepted, and carries them as diagnostics.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from localminis.project.config import read as reader
from localminis.project.model import ConfigInvalid, NoConfig, PackageInvalid, Project
from localminis.spec import config as spec
from localminis.spec.config import Flavour

# What starts a development server, the first that a project has. Source: contract:toolchain-2.3.
DEV_SCRIPTS: Final = ("dev", "start")
_INIT: Final[dict[Flavour, str]] = {"minis": "ttdx minis init", "minigame": "ttdx minigame init"}


def load(root: Path, flavour: Flavour | None = None) -> Project:
    """Read the project in the folder `root`.

    Args:
        flavour: mini app or game; None decides by the config that is there (`flavour_of`).

    Raises:
        NoConfig: the folder has no config of this flavour.
        ConfigInvalid: the file is no JSON even when comments, trailing commas and a byte order mark
            are read over, or a field that is needed has an impossible value.

    Source: seed:json-config, contract:toolchain-3.2. Reading over comments is assumed.
    """
    root = root.absolute()
    flavour = flavour or flavour_of(root)
    path = config_path(root, flavour)
    config = reader.read(path, flavour).config
    for diagnostic in config.diagnostics:
        if diagnostic.is_fatal:
            raise ConfigInvalid(
                diagnostic.sentence, path=path, line=diagnostic.line, column=diagnostic.column
            )
    return Project(root, config, path, flavour)


def config_path(root: Path, flavour: Flavour) -> Path:
    """Return the config of a project, which is there.

    Raises:
        NoConfig: it is not; says how to get one.
    """
    path = config_place(root, flavour)
    if not path.is_file():
        above = next((it for it in path.parent.parents if (it / path.name).is_file()), None)
        what_to_do = (
            f"Run `{_INIT[flavour]}` there, or name the project's folder."
            if above is None
            else f"{above} has one: run this there, or name that folder."
        )
        raise NoConfig(f"There is no {path.name} in {path.parent}. {what_to_do}")
    return path


def config_place(root: Path, flavour: Flavour) -> Path:
    """Return where the config of a project is, or where it can be written.

    Raises:
        NoConfig: something that is no file stands there; says where.
    """
    path = root.absolute() / spec.CONFIG_NAMES[flavour]
    if path.exists() and not path.is_file():
        kind = "a folder" if path.is_dir() else "no regular file"
        raise NoConfig(
            f"{path} is {kind}, where the config should be. Rename or remove it, then run "
            f"`{_INIT[flavour]}`."
        )
    return path


def flavour_of(root: Path) -> Flavour:
    """Tell whether a folder holds a mini app or a game, by its config; without one, a mini app.

    With both configs it is a mini app, unless `minis.config.json` is an empty object: the tool for
    games leaves one behind.

    Source: contract:toolchain-2.2. That an empty config does not count is assumed.
    """
    own, game = (root / spec.CONFIG_NAMES[flavour] for flavour in ("minis", "minigame"))
    if not game.is_file():
        return "minis"
    if not own.is_file():
        return "minigame"
    try:
        is_empty = reader.read(own, "minis").root.value == {}
    except ConfigInvalid:
        return "minis"
    return "minigame" if is_empty else "minis"


def package_scripts(root: Path) -> dict[str, str]:
    """Return the `scripts` of the project's `package.json`; empty if it has none.

    Raises:
        PackageInvalid: the file is there and is not a JSON object with texts as scripts.
    """
    return _texts(root, "scripts")


def package_dependencies(root: Path) -> dict[str, str]:
    """Return what `package.json` depends on, for building too: package name to version range.

    Raises:
        PackageInvalid: the file is there and is not a JSON object with texts as versions.
    """
    return {**_texts(root, "dependencies"), **_texts(root, "devDependencies")}


def package_value(root: Path, keys: Sequence[str]) -> Any:
    """Return what stands in the project's `package.json` under these names, or None.

    Raises:
        PackageInvalid: the file is there and is not a JSON object.
    """
    value: Any = _package(root.absolute() / "package.json")
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _texts(root: Path, key: str) -> dict[str, str]:
    path = root.absolute() / "package.json"
    texts = _package(path).get(key, {})
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise PackageInvalid(f"{key} in {path} must map names to texts. Repair it.")
    return texts


def _package(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        package = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as trouble:
        raise PackageInvalid(f"{path} cannot be read as JSON ({trouble}). Repair it.") from trouble
    if not isinstance(package, dict):
        raise PackageInvalid(f"{path} is not a JSON object. Repair it.")
    return package
