"""Measure the simulator: time to first paint beside plain Vite, an SDK call's round trip, sizes.

Plain Vite is measured twice, by itself and in the plainest page that frames it: what is between
the two no simulator can save. Everything is interleaved in one run, so that the ratios mean
something on a busy machine. Needs npm, the npm registry and Chromium; `--rounds` makes it shorter.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from localminis.devserver import assets

VITE: Final = "7.1.5"
KEY: Final = "mnbenchmark00001"
TTDX: Final = Path(sys.executable).with_name("ttdx")
CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")
FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")

# What a bare bridge would cost: a message to the parent, a fetch there, a message back.
BARE_PARENT: Final = """<!doctype html><title>bare</title><script>
addEventListener("message", async ({ data, source }) => {
  const answer = await (await fetch("/answer", { method: "POST", body: "{}" })).json();
  source.postMessage({ id: data.id, answer }, "*");
});
</script><iframe src="PAGE"></iframe>"""
FRAMED: Final = (
    '<!doctype html><title>framed</title><iframe src="PAGE" width=390 height=844></iframe>'
)
SDK_LINES: Final = (
    '<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>'
    f'<script>window.TTMinis?.init({{clientKey: "{KEY}"}})</script>'
)
BARE_CALLS: Final = """async (count) => {
  const times = [];
  for (let id = 0; id < count; id += 1) {
    const started = performance.now();
    await new Promise((resolve) => {
      addEventListener("message", resolve, { once: true });
      parent.postMessage({ id }, "*");
    });
    times.push(performance.now() - started);
  }
  return times;
}"""
SDK_CALLS: Final = """async (count) => {
  const times = [];
  for (let at = 0; at < count; at += 1) {
    const started = performance.now();
    await new Promise((resolve) => TTMinis.login(resolve));
    times.push(performance.now() - started);
  }
  return times;
}"""
BARE_SERVER: Final = """
import asyncio, pathlib, sys
from aiohttp import web
async def page(request):
    return web.Response(text=PAGES[request.path], content_type="text/html")
async def answer(request):
    await request.json()
    return web.json_response({"code": "x" * 40})
async def main():
    app = web.Application()
    app.router.add_get("/{name:.*}", page)
    app.router.add_post("/answer", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()
PAGES = {"/": pathlib.Path(sys.argv[1]).read_text(), "/page": "<!doctype html><title>page</title>"}
asyncio.run(main())
"""
PAINT: Final = """() => new Promise((resolve) => {
  const found = () => performance.getEntriesByName("first-contentful-paint")[0];
  const look = () => {
    if (found()) resolve(performance.timeOrigin + found().startTime);
    else setTimeout(look, 10);
  };
  look();
})"""


# As it is installed: a program that may not keep what it compiled compiles itself at every start.
SURROUNDINGS: Final = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


@contextmanager
def running(command: list[str], ready: str, **options: object) -> Iterator[re.Match[str]]:
    """Run a command until its output matches; gives the match, and ends it after the block."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=SURROUNDINGS,
        start_new_session=True,
        **options,
    )
    try:
        said = ""
        while True:
            line = process.stdout.readline()
            assert line, said
            said += re.sub(r"\x1b\[[0-9;]*m", "", line)
            if found := re.search(ready, said):
                yield found
                return
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=20)


def make_projects(plain: Path, ours: Path) -> None:
    """Write a stock Vite project and install it, and beside it the same as a mini app.

    That takes a config and two lines in the page, one of which plain Vite would ask the hosted
    SDK's server for.
    """
    make_project(plain)
    shutil.copytree(plain, ours, symlinks=True)
    page = (plain / "index.html").read_text()
    (ours / "index.html").write_text(page.replace("</head>", f"{SDK_LINES}</head>"))
    config = {"dev": {"clientKey": KEY}, "build": {"outputDir": "dist", "htmlEntry": "index.html"}}
    (ours / "minis.config.json").write_text(json.dumps(config))


def make_project(folder: Path) -> None:
    """Write a stock Vite project and install it."""
    (folder / "src").mkdir(parents=True)
    (folder / "package.json").write_text(
        json.dumps(
            {
                "private": True,
                "type": "module",
                "scripts": {"dev": "vite"},
                "devDependencies": {"vite": VITE},
            }
        )
    )
    (folder / "index.html").write_text(
        '<!doctype html><html><head><meta charset="utf-8"></head>'
        '<body><div id="app"></div><script type="module" src="/src/main.js"></script></body></html>'
    )
    (folder / "src" / "main.js").write_text(
        'import "./style.css";\nimport { words } from "./words.js";\n'
        'document.getElementById("app").textContent = words;\n'
    )
    (folder / "src" / "words.js").write_text('export const words = "A page of a stock project";\n')
    (folder / "src" / "style.css").write_text("body { font: 16px sans-serif }\n")
    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True
    )


def paint_ms(page: Page, url: str, *, is_framed: bool) -> float:
    """Open an address in a tab; milliseconds from the request to the app's first paint.

    Nothing is asked of the page before it has loaded: a question runs in it, and takes its time.
    """
    page.bring_to_front()
    started = time.time() * 1000
    page.goto(url, wait_until="commit")
    # The frame is there before its document, and a question to the empty one would be lost.
    while is_framed and (len(page.frames) < 2 or not page.frames[1].url.startswith("http")):
        page.wait_for_timeout(5)
    frame = page.frames[1 if is_framed else 0]
    frame.wait_for_load_state("load")
    painted = frame.evaluate(PAINT)
    page.close()
    return painted - started


def vite_ms(page: Page, folder: Path) -> tuple[float, float]:
    """Start plain Vite; from its start to the first paint, and from its being ready."""
    started = time.time() * 1000
    with running_vite(folder) as found:
        ready = time.time() * 1000
        took = paint_ms(page, found[1], is_framed=False)
        return ready - started + took, took


def running_vite(folder: Path) -> AbstractContextManager[re.Match[str]]:
    """Run plain Vite until it is ready, by the project's own script, as `debug` does."""
    return running(["npm", "run", "dev"], r"(http://localhost:\d+/)", cwd=folder)


def framed_ms(page: Page, folder: Path, around: Path) -> float:
    """Open a page with nothing but a frame for plain Vite; from Vite's being ready to its paint."""
    with running_vite(folder) as vite:
        around.write_text(FRAMED.replace("PAGE", vite[1]))
        with running([sys.executable, "-c", BARE_SERVER, str(around)], r"(\d+)\n") as port:
            # Under the same name as Vite, or the browser starts a process for the frame.
            return paint_ms(page, f"http://localhost:{port[1]}/", is_framed=True)


def debug_ms(page: Page, folder: Path, home: Path) -> tuple[float, float]:
    """Start `debug`; from its start to the first paint in the phone, and from its being ready."""
    started = time.time() * 1000
    command = [TTDX, "minis", "debug", "--port", "0", "--platform-port", "0", "--home", home, "."]
    ready = r"Simulator\s+(http\S+)(?:.|\n)*Platform"
    with running([str(each) for each in command], ready, cwd=folder) as found:
        is_ready = time.time() * 1000
        took = paint_ms(page, found[1], is_framed=True)
        return is_ready - started + took, took


def calls(page: Page, frame: int, script: str, count: int) -> list[float]:
    """Make calls one after another in a frame; the first ones warm up and do not count."""
    return page.frames[frame].evaluate(script, count + 5)[5:]


def round_trips(browser: Browser, folder: Path, scratch: Path, count: int) -> tuple[float, float]:
    """Compare a silent login with a bare message and fetch, taking turns; medians in ms."""
    parent = scratch / "parent.html"
    parent.write_text(BARE_PARENT.replace("PAGE", "/page"))
    ready = r"Simulator\s+(http\S+)(?:.|\n)*Platform"
    command = [TTDX, "minis", "debug", "--port", "0", "--platform-port", "0"]
    command += ["--home", scratch / "calls", "."]
    with (
        running([sys.executable, "-c", BARE_SERVER, str(parent)], r"(\d+)\n") as port,
        running([str(each) for each in command], ready, cwd=folder) as found,
    ):
        bare, sdk = browser.new_page(), browser.new_page()
        bare.goto(f"http://127.0.0.1:{port[1]}/")
        sdk.goto(found[1])
        sdk.locator('[data-app="running"]').wait_for()
        times: dict[str, list[float]] = {"bare": [], "sdk": []}
        for _ in range(4):
            times["bare"] += calls(bare, 1, BARE_CALLS, count // 4)
            times["sdk"] += calls(sdk, 1, SDK_CALLS, count // 4)
        return statistics.median(times["sdk"]), statistics.median(times["bare"])


def ratio(name: str, ours: float, other: float) -> None:
    """Print one row of the table."""
    print(f"| {name} | {ours:.1f} ms / {other:.1f} ms = {ours / other:.2f} times |")


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=200)
    options = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None or shutil.which("npm") is None:
        print("Chromium and npm are needed.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        plain, folder = Path(scratch) / "plain", Path(scratch) / "app"
        make_projects(plain, folder)
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS])
        # Opened ahead, each with an empty cache: a new window keeps the browser itself busy.
        tabs = [[browser.new_page() for _ in range(3)] for _ in range(options.rounds + 1)]
        pairs, framed = [], []
        for turn, (ours, other, around) in enumerate(tabs):
            pairs += [
                (debug_ms(ours, folder, Path(scratch) / f"home{turn}"), vite_ms(other, plain))
            ]
            framed += [framed_ms(around, plain, Path(scratch) / "around.html")]
        # The first ones warm up Vite's cache.
        del pairs[0], framed[0]
        print("| measured | result |\n| --- | --- |")
        for at, name in ((1, "ready to first contentful paint"), (0, "start to first paint")):
            medians = (statistics.median(pair[who][at] for pair in pairs) for who in (0, 1))
            ratio(
                f"`debug` beside plain Vite by `npm run dev`, {name}, median of {options.rounds}",
                *medians,
            )
        alone = statistics.median(pair[1][1] for pair in pairs)
        name = "plain Vite in a plain frame beside itself, ready to first contentful paint"
        ratio(name, statistics.median(framed), alone)
        both = round_trips(browser, folder, Path(scratch), options.calls)
        ratio("SDK call (login) beside bare postMessage and fetch, p50", *both)
        browser.close()
    scripts = {f"SDK, {name}": assets.sdk_script(name) for name in assets.SDK_FILES}
    scripts |= {"player": assets.player_script(), "shim": assets.shim_script()}
    for name, script in scripts.items():
        print(f"| {name}: gzip / as it is | {len(gzip.compress(script))} / {len(script)} bytes |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
