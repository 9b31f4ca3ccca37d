"""Style sheets from another host that a script puts into the page."""

from collections.abc import Iterator

from localminis.checker.address import FONT_HOSTS, SDK_HOSTS, known_host
from localminis.checker.injected import REACHES, addresses, created
from localminis.checker.rule import Hit, ScriptSubject, js, restricted


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report made link elements with a foreign address that ends as a style sheet's does."""
    script = subject.script
    for call in created(subject, "link"):
        for value, known in addresses(script, call):
            if known is None:
                continue
            address = known_host(known.start, is_whole=known.is_whole)
            if address is None or address.host in FONT_HOSTS | SDK_HOSTS:
                continue
            if address.path.lower().endswith(".css"):
                message = f"A style sheet from {address.host} is put into the page."
                yield Hit(message, script.place(value))


RULE = restricted(
    "LM204",
    "injected-style",
    fact="foreign-style",
    title="A script puts a foreign style sheet into the page",
    script=check,
    reaches=REACHES,
    bad=(
        js("const l = document.createElement('link');\nl.rel = 'stylesheet';\n"
           "l.href = 'https://cdn.example.com/a.css';", (3, 10)),
    ),
    good=(
        js("const l = document.createElement('link');\nl.href = './a.css';"),
        js("const l = document.createElement('link');\nl.href = 'https://cdn.example.com/i.png';"),
    ),
)  # fmt: skip
