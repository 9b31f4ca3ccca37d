"""An upload from its first byte to a version: streamed to disk, unpacked, scanned, only then kept.

Whoever reads the bytes off a request, the admin API or the console, hands them to `take`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from localminis.identity import apps
from localminis.publishing import packages, unpack, versions
from localminis.publishing.model import Scanned, Unpacked, UploadCutShort, Version
from localminis.publishing.packages import Arrival
from localminis.spec import publishing as spec
from localminis.store.transaction import Tx
from localminis.web.context import Context


async def take(
    context: Context,
    client_key: str,
    chunks: AsyncIterator[bytes],
    *,
    note: str = "",
    expected_bytes: int | None = None,
) -> Version:
    """Make a version of an uploaded zip; whatever stops this on its way leaves nothing behind.

    Args:
        chunks: the zip in pieces; never held in memory as a whole.
        expected_bytes: its size as the request announced it.

    Raises:
        AppNotFound, TooManyPreviews, TextInvalid, UploadTooLarge, UploadCutShort, PackageRefused,
        ScanFailed, FilesUnavailable: there is no version, and no file of it.
    """
    versions.parse_text(note, "note", spec.NOTE_MAX)
    packages.require_size(expected_bytes or 0)
    # Asked now, so that nobody waits for an upload that cannot be taken; asked again at its end.
    app = await context.store.run(lambda tx: apps.get(tx, client_key))
    await context.store.run(lambda tx: versions.require_room(tx, app))
    folder = context.settings.packages
    with packages.arriving(folder) as arrival:
        await write(arrival, chunks, expected_bytes=expected_bytes)
        unpacked, scanned = await asyncio.to_thread(_judge, arrival, app.client_key)

        def add(tx: Tx) -> Version:
            added = versions.add(
                tx,
                context.on(app).clock,
                app,
                arrival=arrival,
                unpacked=unpacked,
                scanned=scanned,
                note=note,
            )
            # The last step: what is refused leaves no files, and what is pruned is no version's.
            packages.keep(folder, arrival)
            return added

        return await context.store.run(add)


async def write(
    arrival: Arrival,
    chunks: AsyncIterator[bytes],
    *,
    expected_bytes: int | None = None,
    require: Callable[[int], None] | None = None,
) -> None:
    """Write what arrives to its place on disk.

    Args:
        require: lets a size in, or refuses; that of a package when not given.

    Raises:
        UploadTooLarge, UploadCutShort, FilesUnavailable: it is not whole.
    """
    writer = packages.Writer(arrival, require)
    try:
        async for chunk in chunks:
            writer.write(chunk)
    finally:
        writer.close()
    if expected_bytes is not None and arrival.size_bytes != expected_bytes:
        raise UploadCutShort(
            f"{arrival.size_bytes} of {expected_bytes} bytes have come. Upload the file again."
        )


def _judge(arrival: Arrival, client_key: str) -> tuple[Unpacked, Scanned]:
    # The checker is heavy, and a platform starts without it.
    from localminis.publishing import scan

    unpacked = unpack.unpack(arrival.package, arrival.folder)
    return unpacked, scan.scan(Path(arrival.folder), client_key=client_key)
