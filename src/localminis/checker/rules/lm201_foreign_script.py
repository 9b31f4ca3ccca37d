"""Scripts that a page loads from another host."""

from collections.abc import Iterator

from localminis.checker.address import SDK_HOSTS, is_console, network_address
from localminis.checker.fold import constant
from localminis.checker.markup import ADDRESS_NAMES, script_address
from localminis.checker.rule import Hit, PageSubject, ScriptSubject, html, js, restricted
from localminis.checker.script import arguments, callee


def check_page(subject: PageSubject) -> Iterator[Hit]:
    """Report script elements and preloads with a foreign address, the SDK and vConsole excepted."""
    markup = subject.markup
    for element in markup.named("script", "link"):
        name = next((it for it in ADDRESS_NAMES if it in element.attributes), "src")
        given = script_address(element)
        if element.tag == "link":
            relations = (element.value("rel") or "").lower().split()
            is_script = "modulepreload" in relations or (
                "preload" in relations and element.value("as") == "script"
            )
            name, given = "href", element.value("href") if is_script else None
        address = None if given is None else network_address(given)
        if address is None or given is None or is_console(given) or address.host in SDK_HOSTS:
            continue
        place = markup.attribute_place(element, name)
        yield Hit(f"A script is loaded from {address.host}.", place)


def check_script(subject: ScriptSubject) -> Iterator[Hit]:
    """Report workers and importScripts() with a foreign address."""
    for path in ("Worker", "SharedWorker", "importScripts"):
        for use in subject.reach.uses(path):
            call = use.parent
            if call is None or call.type not in {"call_expression", "new_expression"}:
                continue
            if callee(call) != use.node:
                continue
            for given in arguments(call):
                address = network_address(constant(subject.script, given) or "")
                if address is not None and address.host not in SDK_HOSTS:
                    message = f"{path} loads a script from {address.host}."
                    yield Hit(message, subject.script.place(given))


RULE = restricted(
    "LM201",
    "foreign-script",
    page=check_page,
    script=check_script,
    reaches=("Worker", "SharedWorker", "importScripts"),
    bad=(
        html('<script src="https://cdn.example.com/a.js"></script>', (1, 9)),
        html("<SCRIPT SRC=//cdn.example.com/a.js></SCRIPT>", (1, 9)),
        html('<svg><script href="https://cdn.example.com/a.js"></script></svg>', (1, 14)),
        html('<link rel="modulepreload" href="https://cdn.example.com/a.js">', (1, 27)),
        js("new Worker('https://cdn.example.com/w.js');", (1, 12)),
        js("importScripts('a.js', 'https://cdn.example.com/b.js');", (1, 23)),
    ),
    good=(
        html('<script src="./a.js"></script><script src="a/b.mjs" type="module"></script>'),
        html('<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>'),
        html("<!-- <script src='https://cdn.example.com/a.js'></script> -->"),
        html('<script src="https://unpkg.com/vconsole@latest/dist/vconsole.min.js"></script>'),
        html("<textarea><script src='https://cdn.example.com/a.js'></script></textarea>"),
        js("new Worker(new URL('./w.js', import.meta.url));"),
    ),
)
