"""`debug --headless`: does the app start in the phone? For scripts and CI, without a window."""

import asyncio
import os
from pathlib import Path

from localminis import settings
from localminis.cli import terminal
from localminis.errors import Refused
from localminis.spec.devices import DEFAULT, DEVICES


class AppDidNotStart(Refused):
    """The page did not call init, or failed before it."""

    code = "app_did_not_start"


async def look(simulator_url: str, screenshot: Path | None, *, timeout_s: int) -> None:
    """Open the app in a headless browser until it runs; write its picture where one is wanted.

    Args:
        timeout_s: how long the app may take to start.

    Raises:
        AppDidNotStart: says what the phone says; the picture is written all the same.
        BrowserMissing, BrowserSilent: there is no browser to look with.
    """
    from localminis.devserver import headless

    program = headless.find_browser(settings.subprocess_environment())
    device = DEVICES[DEFAULT]
    seen = await headless.look(
        program,
        f"{simulator_url}?view=phone",
        width_px=device.width_px,
        height_px=device.height_px,
        timeout_s=timeout_s,
        is_root=os.geteuid() == 0,
    )
    if screenshot is not None:
        await asyncio.to_thread(screenshot.write_bytes, seen.picture)
        terminal.done(f"{screenshot}: what the phone shows, {len(seen.picture) // 1000} kB")
    if not seen.is_running:
        raise AppDidNotStart(f"The app does not run in the phone. It shows: {seen.words}")
    terminal.done("The app runs: it has called TTMinis.init with its client key.")
