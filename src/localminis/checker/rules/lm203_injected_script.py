"""Scripts from another host that a script puts into the page."""

from collections.abc import Iterator

from localminis.checker.address import SDK_HOSTS, is_console, known_host, network_address
from localminis.checker.injected import REACHES, addresses, created, foreign_sources
from localminis.checker.rule import INFO, Hit, ScriptSubject, js, restricted


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report made script elements by what they are told to load."""
    script = subject.script
    seen = set()
    for call in created(subject, "script"):
        for value, known in addresses(script, call):
            seen.add(value.start_byte)
            text = "" if known is None else known.start
            address = known_host(text, is_whole=known is not None and known.is_whole)
            if address is not None and address.host not in SDK_HOSTS and not is_console(text):
                message = f"A script from {address.host} is put into the page."
                yield Hit(message, script.place(value))
            elif known is None or not text:
                message = "A script is put into the page from an address decided at run time."
                yield Hit(message, script.place(value), INFO)
    for value, text in foreign_sources(script):
        address = network_address(text)
        if value.start_byte in seen or address is None or address.host in SDK_HOSTS:
            continue
        if not is_console(text):
            yield Hit(f"A script from {address.host} is put into the page.", script.place(value))


RULE = restricted(
    "LM203",
    "injected-script",
    fact="foreign-script",
    title="A script puts a foreign script into the page",
    script=check,
    reaches=REACHES,
    words=("src",),
    bad=(
        js("const s = document.createElement('script');\ns.src = 'https://cdn.example.com/a.js';",
           (2, 9)),
        js("const s = document.createElement('script');\n"
           "s.setAttribute('src', `https://cdn.example.com/${name}.js`);", (2, 23)),
        js("Object.assign(document.createElement('SCRIPT'), { src: '//cdn.example.com/a.js' });",
           (1, 56)),
        js("(function (d, t, u, a) { a = d.createElement(t); a.src = u; })"
           "(document, 'script', 'https://stats.example.com/a.js');", (1, 58)),
        js("const s = document.createElement('script');\ns.src = chunkAddress(1);", (2, 9)),
        js("loader.src = 'https://cdn.example.com/a.js';", (1, 14)),
    ),
    good=(
        js("const s = document.createElement('script');\ns.src = './a.js';"),
        js("const i = document.createElement('img');\ni.src = 'https://cdn.example.com/a.png';"),
        js("const s = document.createElement('script');\n"
           "s.src = 'https://connect.tiktok-minis.com/drama/sdk.js';"),
        js("function f(document) { const s = document.createElement('script');\n"
           "s.src = 'https://cdn.example.com/a'; }"),
    ),
)  # fmt: skip
