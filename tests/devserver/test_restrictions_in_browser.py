"""A hostile page in a real browser: what is refused, and what the simulator is told about it."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import web
from playwright.sync_api import Page, sync_playwright

from localminis.devserver.proxy import PageOptions, PageServer

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
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
<script>fetch("https://requests.invalid/x").catch((problem) => { outcome.fetch = problem.name; });
fetch("{parent}/api").catch(() => {});</script>
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
attempt("instanceof", () => (() => {}) instanceof Function && Function instanceof Function);
attempt("name", () => [Function.name, Function.length, setTimeout.name, setTimeout.length].join());
attempt("same", () => (() => {}).constructor === Function);
navigator.clipboard.readText().catch((problem) => { outcome.clipboard = problem.name; });
navigator.geolocation.getCurrentPosition(() => {}, (problem) => { outcome.place = problem.code; });
console.error("broken", { part: 1 });
setTimeout((text) => { window.functionTimerRan = text; }, 0, "yes");
setTimeout(() => { throw new Error("late"); }, 0);
Promise.reject(new Error("nobody caught this"));
"""

WITH_VCONSOLE = """<!doctype html>
<html>
<head>
<script src="https://unpkg.com/vconsole@latest/dist/vconsole.min.js"></script>
<script>new VConsole(); window.VConsoleWasThere = true;</script>
</head>
<body>
<script src="calls.js"></script>
<script>console.warn("inline");</script>
</body>
</html>
"""
CALLS = """fetch("https://fetched.invalid/").catch(() => {});
const request = new XMLHttpRequest();
request.open("GET", "https://requested.invalid/");
request.send();
navigator.sendBeacon("https://beacons.invalid/", "x");
console.log("logged");
const deep = (left) => (left === 0 ? console.error("deep") : [0].forEach(() => deep(left - 1)));
deep(20);
Object.freeze(Error);
console.info("frozen");
"""


@contextmanager
def servers(tmp_path: Path) -> Iterator[tuple[str, PageServer]]:
    """Run a parent page and a page server on a loop of their own; gives both."""
    folder = tmp_path / "built"
    (folder / "hostile").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>index</title>")
    (folder / "hostile" / "attacks.js").write_text(ATTACKS)
    (folder / "hostile" / "calls.js").write_text(CALLS)
    (folder / "hostile" / "with-vconsole.html").write_text(WITH_VCONSOLE)
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
    hostile = HOSTILE.replace("{parent}", parent_url)
    (folder / "hostile" / "index.html").write_text(hostile)
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


def reported(page: Page, kind: str) -> set[tuple[str, str, int]]:
    """Read what the parent page was told: rule or text, file and line."""
    entries = [m["entry"] for m in page.evaluate("messages") if m["type"] == "log"]
    return {
        (each.get("rule", each["text"]), each.get("file", ""), each.get("line", 0))
        for each in entries
        if each["kind"] == kind
    }


@pytest.mark.browser
def test_the_browser_refuses_and_the_simulator_is_told(tmp_path):
    """Each forbidden thing is refused by Chromium itself and reported with rule, file and line."""
    script, document = "/hostile/attacks.js", "/hostile/index.html"
    expected = {
        ("eval", script, 5),
        ("function-constructor", script, 6),
        ("function-constructor", script, 7),
        ("function-constructor", script, 8),
        ("string-timer", script, 9),
        ("string-timer", script, 10),
        ("vibration", script, 11),
        ("clipboard", script, 15),
        ("geolocation", script, 16),
        ("foreign-style", document, 5),
        ("foreign-script", document, 6),
        ("iframe", document, 10),
        ("untrusted-request", document, 11),
    }
    with servers(tmp_path) as (parent_url, server), browser_page() as page:
        page.goto(parent_url)
        page.wait_for_function(
            f"new Set(messages.filter((m) => m.entry?.kind === 'restriction')"
            f".map((m) => m.entry.rule + m.entry.line)).size >= {len(expected)}"
        )
        page.wait_for_function("messages.some((m) => m.entry?.kind === 'notice')")
        page.wait_for_function("messages.filter((m) => m.entry?.kind === 'console').length >= 3")
        frame = page.frames[1]
        outcome = frame.evaluate("outcome")
        assert reported(page, "restriction") == expected
        assert {each["origin"] for each in page.evaluate("messages")} == {server.origin}
        notice = f"Requests to {parent_url} are allowed while debugging; "
        notice += "a release needs an https trusted domain."
        assert reported(page, "notice") == {(notice, "", 0)}
        assert reported(page, "console") == {
            ('broken {"part":1}', script, 17),
            ("Uncaught Error: late", script, 19),
            ("Unhandled rejection: Error: nobody caught this", script, 20),
        }
        pages = [each["url"] for each in page.evaluate("messages") if each["type"] == "page"]
        assert pages[-1] == server.origin + "/hostile/next"
        ran = frame.evaluate("[window.inlineRan, window.functionTimerRan, window.timerRan ?? null]")
    refused = ("eval", "new Function", "Function()", "constructor")
    assert {outcome[name] for name in refused} == {"EvalError"}
    assert (outcome["setTimeout"], outcome["setInterval"], outcome["vibrate"]) == (0, 0, False)
    assert (outcome["clipboard"], outcome["place"]) == ("NotAllowedError", 1)
    assert outcome["fetch"] == "TypeError"
    assert ran == [True, "yes", None]
    # The page cannot tell the wrapped functions from the browser's own.
    assert outcome["instanceof"] is True
    assert outcome["same"] is True
    assert outcome["name"] == "Function,1,setTimeout,1"


@pytest.mark.browser
def test_the_page_is_named_and_not_vconsole(tmp_path):
    """Although vConsole wraps requests and the console, the page's own lines are reported."""
    script, document = "/hostile/calls.js", "/hostile/with-vconsole.html"
    refused = {("untrusted-request", script, line) for line in (1, 4, 5)}
    said = {
        ("logged", script, 6),
        ("deep", script, 7),
        ("frozen", script, 10),
        ("inline", document, 9),
    }
    with servers(tmp_path) as (parent_url, server), browser_page() as page:
        page.goto(parent_url)
        page.locator("#app").evaluate(
            "(frame, url) => { messages.length = 0; frame.src = url; }",
            server.url + document.removeprefix("/"),
        )
        page.wait_for_function(
            f"messages.filter((m) => m.entry?.kind === 'restriction').length >= {len(refused)}"
        )
        page.wait_for_function("messages.some((m) => m.entry?.text === 'inline')")
        reports = (reported(page, "restriction"), reported(page, "console"))
        assert page.frames[1].evaluate("window.VConsoleWasThere") is True
    assert reports[0] == refused
    assert said <= reports[1]


@pytest.mark.browser
def test_outside_the_simulator_nothing_is_posted(tmp_path):
    """A page opened on its own is as it would be without the shim."""
    with servers(tmp_path) as (_parent_url, server), browser_page() as page:
        page.add_init_script("addEventListener('message', () => { window.posted = true; })")
        page.goto(server.url + "hostile/")
        page.wait_for_function("window.inlineRan")
        assert page.evaluate("window.posted ?? false") is False
        assert page.evaluate("console.error.name + history.hasOwnProperty('pushState')") == (
            "errorfalse"
        )
