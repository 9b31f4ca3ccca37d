"""A hostile page in a real browser: what is refused, and what the simulator is told about it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import web
from playwright.sync_api import Page, sync_playwright

from localminis.devserver.proxy import PageOptions, PageServer

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PARENT = """<!doctype html><title>simulator</title><script>
window.messages = [];
addEventListener("message", (event) => messages.push({origin: event.origin, ...event.data}));
</script><iframe id="app" allow="" src="{url}"></iframe>"""

HOSTILE = """<!doctype html>
<html>
<head>
<title>hostile</title>
<link rel="stylesheet" href="https://styles.invalid/a.css">
<script src="https://scripts.invalid/a.js"></script>
<script src="attacks.js"></script>
</head>
<body>
<iframe src="https://frames.invalid/"></iframe>
<script>fetch("https://requests.invalid/x").catch(() => {});</script>
<script>window.inlineRan = true; history.pushState(null, "", "/hostile/next");</script>
</body>
</html>
"""
ATTACKS = """window.outcome = {};
const attempt = (name, run) => {
  try { window.outcome[name] = run(); } catch (problem) { window.outcome[name] = problem.name; }
};
attempt("eval", () => eval("1 + 1"));
attempt("new Function", () => new Function("a", "return a"));
attempt("Function()", () => Function("return 1"));
attempt("constructor", () => (() => {}).constructor("return 1"));
attempt("setTimeout", () => setTimeout("window.timerRan = true", 0));
attempt("setInterval", () => setInterval("window.timerRan = true", 5));
attempt("vibrate", () => navigator.vibrate(10));
attempt("instanceof", () => (() => {}) instanceof Function && class extends Function {}.length === 1);
attempt("name", () => [Function.name, Function.length, setTimeout.name, setTimeout.length].join());
attempt("same", () => (() => {}).constructor === Function);
navigator.clipboard.readText().catch((problem) => { window.outcome.clipboard = problem.name; });
navigator.geolocation.getCurrentPosition(() => {}, (problem) => { window.outcome.place = problem.code; });
console.error("broken", { part: 1 });
setTimeout((text) => { window.functionTimerRan = text; }, 0, "yes");
setTimeout(() => { throw new Error("late"); }, 0);
Promise.reject(new Error("nobody caught this"));
"""


@contextmanager
def servers(tmp_path: Path) -> Iterator[tuple[str, PageServer]]:
    """Run a parent page and a page server on a loop of their own; gives both."""
    folder = tmp_path / "built"
    (folder / "hostile").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>index</title>")
    (folder / "hostile" / "index.html").write_text(HOSTILE)
    (folder / "hostile" / "attacks.js").write_text(ATTACKS)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(work):
        return asyncio.run_coroutine_threadsafe(work, loop).result(20)

    async def parent() -> tuple[web.AppRunner, str]:
        async def answer(_request: web.Request) -> web.Response:
            text = PARENT.replace("{url}", server.url + "hostile/")
            return web.Response(text=text, content_type="text/html")

        app = web.Application()
        app.router.add_get("/", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"

    runner, parent_url = run(parent())
    server = PageServer(
        PageOptions(platform_url=parent_url, client_key="mntest", folder=folder, port=0)
    )
    try:
        run(server.start())
        yield parent_url, server
    finally:
        run(server.stop())
        run(runner.cleanup())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def browser_page() -> Iterator[Page]:
    """Open an empty page in headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser.new_page()
        finally:
            browser.close()


def test_print(tmp_path):
    with servers(tmp_path) as (parent_url, _server), browser_page() as page:
        page.goto(parent_url)
        page.wait_for_function("messages.some((m) => m.type === 'page' && m.url.endsWith('/next'))")
        page.wait_for_timeout(1500)
        for m in page.evaluate("messages"):
            print(m)
        print(page.frames[1].evaluate("[outcome, window.timerRan, window.functionTimerRan, window.inlineRan]"))
