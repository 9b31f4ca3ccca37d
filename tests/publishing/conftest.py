from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.builds import build
from tests.conftest import Shelf

from localminis.identity import apps, users
from localminis.publishing import model, packages, scan, unpack, versions
from localminis.store import vault


class Portal:
    """A shelf with an app and its packages, and the short ways that tests take."""

    def __init__(self, shelf: Shelf, folder: Path) -> None:
        self.shelf, self.folder, self.run = shelf, folder, shelf.run
        self.vault = vault.load(folder.with_name("secret.key"), may_make=True)
        self.app = self.run(
            lambda tx: apps.create(
                tx, shelf.clock, self.vault, name="Portal", client_key="mnpublish"
            )
        )

    def fresh(self):
        """Return the app as it is now."""
        return self.run(lambda tx: apps.get(tx, self.app.client_key))

    def fresh_in(self, tx):
        """Return the app as it is within a transaction."""
        return apps.get(tx, self.app.client_key)

    def user(self, name: str):
        """Make a user."""
        return self.run(lambda tx: users.create(tx, self.shelf.clock, name=name, region="US"))

    def upload(self, content: bytes | None = None, note: str = "", app=None):
        """Take an upload's whole way, without the network."""
        app = app or self.app
        content = build(app.client_key) if content is None else content
        with packages.arriving(self.folder) as arrival:
            writer = packages.Writer(arrival)
            writer.write(content)
            writer.close()
            unpacked = unpack.unpack(arrival.package, arrival.folder)
            scanned = scan.scan(arrival.folder, client_key=app.client_key)
            packages.keep(self.folder, arrival)
        return self.run(
            lambda tx: versions.add(
                tx,
                self.shelf.clock,
                app,
                arrival=arrival,
                unpacked=unpacked,
                scanned=scanned,
                note=note,
            )
        )

    def add(self):
        """Make a preview without files, for what only looks at states."""
        arrival = SimpleNamespace(sha256="0" * 64, size_bytes=1)
        unpacked = model.Unpacked(1, 1)
        scanned = model.Scanned({}, "index.html", model.VersionConfig())
        return self.run(
            lambda tx: versions.add(
                tx,
                self.shelf.clock,
                self.app,
                arrival=arrival,
                unpacked=unpacked,
                scanned=scanned,
                note="",
            )
        )


@pytest.fixture
def portal(shelf, tmp_path):
    """Open a database with one app."""
    return Portal(shelf, tmp_path / "packages")
