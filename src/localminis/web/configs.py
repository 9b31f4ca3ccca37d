"""Which config an app's trusted domains are compared with: a project's here, or a version's.

A project's config is read each time, so that the comparison follows the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from localminis.errors import MinisError, Refused
from localminis.identity.model import App
from localminis.project.load import load
from localminis.publishing import versions
from localminis.publishing.domains import Winner
from localminis.settings import Settings
from localminis.store.transaction import Tx
from localminis.web.context import Context


class FolderRefused(Refused):
    """A project's folder is not read."""

    code = "folder_refused"


@dataclass(frozen=True, slots=True)
class Found:
    """The trusted domains of a config, and where it is: a file, or a version's number."""

    source: str
    path: str
    domains: Sequence[str]


def winner(settings: Settings) -> Winner:
    """Return which of the two lists counts; a setting."""
    return "config" if settings.trusted_domains == "config" else "portal"


def of(tx: Tx, context: Context, app: App, folder: str | None) -> Found | None:
    """Return the config of a folder, else that of the project that runs, else the newest version's.

    Raises:
        FolderRefused: the platform is shared, so that a folder would be the server's, or the path
            is not absolute.
        NoConfig, ConfigInvalid: the folder has no config that can be read.
    """
    if folder is not None:
        if context.settings.is_served:
            raise FolderRefused(
                "A shared platform reads no folders. Compare on your own machine: "
                f"`localminis app domains compare {app.client_key} FOLDER`."
            )
        return _read("folder", Path(folder))
    page = context.pages.get(app.client_key)
    if page is not None and page.project is not None and not context.settings.is_served:
        try:
            return _read("debug", Path(page.project))
        except MinisError:
            pass  # being edited just now, or gone; the newest version is a config, too
    newest = versions.listing(tx, app, limit=1)
    if not newest:
        return None
    return Found("version", str(newest[0].number), newest[0].config.trusted_domains)


def _read(source: str, root: Path) -> Found:
    if not root.is_absolute() or "\0" in str(root):
        raise FolderRefused(f"{str(root)!r} is no whole path. Write it from the root on.")
    project = load(root)
    return Found(source, str(project.config_path), project.config.trusted_domains)
