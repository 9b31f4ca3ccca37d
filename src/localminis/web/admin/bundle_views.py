"""The admin API's handlers for bundles: one file with everything in it, written and loaded."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from localminis import settings
from localminis.clock import wall_s
from localminis.identity import apps
from localminis.publishing import packages
from localminis.publishing.model import FilesUnavailable
from localminis.store.transaction import Tx
from localminis.web import uploads, world
from localminis.web.admin import shapes, state_views
from localminis.web.bundles import reading, writing
from localminis.web.bundles.model import Opened, StateNotEmpty
from localminis.web.context import Context
from localminis.web.requestlog import log
from localminis.webhooks import held

_BUNDLE: Final = "bundle"


class _Sent(FileResponse):
    """A file that is gone once it has been sent, or could not be."""

    def __init__(self, path: Path, name: str, place: ExitStack) -> None:
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        super().__init__(path, headers=headers, media_type="application/zip", filename=name)
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._place:
            await super().__call__(scope, receive, send)


async def export_bundle(context: Context, _: Request, __: shapes.Nothing) -> Any:
    """Answer with a bundle: state, clock, log and packages, with all secrets masked."""
    await context.calls.flush()
    name = f"localminis-{datetime.fromtimestamp(wall_s(), UTC):%Y%m%d-%H%M%S}.zip"
    with ExitStack() as stack:
        arrival = stack.enter_context(packages.arriving(context.settings.packages))
        try:
            made = await asyncio.to_thread(writing.write, context, arrival.folder)
        except OSError as error:
            raise FilesUnavailable(
                f"The bundle cannot be written ({error.strerror or error}). Is the disk full?"
            ) from error
        return _Sent(made, name, stack.pop_all())


async def load_bundle(context: Context, request: Request) -> Any:
    """Put what a bundle holds in the place of all that is here; `?replace=1` where that is much."""
    announced = request.headers.get("content-length", "")
    return await load(
        context,
        request.stream(),
        is_replacing=request.query_params.get("replace") == "1",
        expected_bytes=int(announced) if announced.isdigit() else None,
    )


async def load(
    context: Context,
    chunks: AsyncIterator[bytes],
    *,
    is_replacing: bool,
    expected_bytes: int | None = None,
) -> dict[str, Any]:
    """Load a bundle from its bytes; whatever stops this on its way changes nothing.

    Raises:
        StateNotEmpty: something is here, and it is not to be replaced.
        BundleInvalid, StateInvalid, LogInvalid: it does not hold together; says where.
        UploadCutShort, FilesUnavailable: it did not arrive whole.
    """
    reading.require_size(expected_bytes or 0)
    # Asked now, so that nobody waits for an upload in vain; asked again when it is here.
    await context.store.run(lambda tx: _require_room(tx, is_replacing=is_replacing))
    with packages.arriving(context.settings.packages) as arrival:
        await uploads.write(
            arrival, chunks, expected_bytes=expected_bytes, require=reading.require_size
        )
        opened = await asyncio.to_thread(reading.read, arrival.package, arrival.folder)
        await context.calls.flush()
        return await context.store.run_apart(
            lambda tx: _put(tx, context, opened, is_replacing=is_replacing)
        )


def _require_room(tx: Tx, *, is_replacing: bool) -> None:
    if is_replacing or (world.is_untouched(tx) and not log.newest(tx)):
        return
    raise StateNotEmpty(
        "A bundle takes the place of everything that is here: apps, users, orders, the clock, the "
        "request log. Load it into an empty state folder (--home), or say that it shall replace "
        "them: `localminis bundle load FILE --replace`."
    )


def _put(tx: Tx, context: Context, opened: Opened, *, is_replacing: bool) -> dict[str, Any]:
    _require_room(tx, is_replacing=is_replacing)
    manifest = opened.manifest
    rows = state_views.take(tx, context, opened.document)["rows"]
    calls = log.replace(tx, reading.calls(opened.requests))
    waiting = held.hold(tx)
    # The last step: what lies in the folder already, another process may be using.
    for each in opened.packages:
        packages.keep(context.settings.packages, each)
    return {
        "made_at_s": manifest.made_at_s,
        "program": manifest.program,
        "counts": manifest.counts,
        "rows": rows,
        "requests": calls,
        "packages": len(opened.packages),
        "missing_packages": manifest.missing_packages,
        "held_deliveries": waiting,
        "now_s": manifest.now_s,
        "was_frozen": manifest.was_frozen,
        "seed": manifest.seed,
        "settings": _differences(context, manifest.settings),
        "apps": _credentials(tx, context),
    }


def _credentials(tx: Tx, context: Context) -> list[dict[str, str]]:
    """Return every app and sandbox with the secret that was made for it just now."""
    found = (apps.find(tx, client_key) for client_key, _ in apps.sealed(tx))
    return [
        {
            "client_key": each.client_key,
            "name": each.name,
            "client_secret": apps.secret(tx, context.vault, each),
        }
        for each in found
        if each is not None
    ]


def _differences(context: Context, there: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the settings that were others where the bundle was made."""
    here = settings.behaviour(context.settings)
    return [
        {"name": name, "there": there[name], "here": value}
        for name, value in here.items()
        if name in there and there[name] != value
    ]


TABLE: Final = (
    ("GET", _BUNDLE, shapes.Nothing, export_bundle),
    # Its body is the bundle itself.
    ("POST", _BUNDLE, bytes, load_bundle),
)
