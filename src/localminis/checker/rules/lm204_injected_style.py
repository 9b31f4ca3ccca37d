"""Style sheets from another host that a script puts into the page."""

from collections.abc import Iterator

from localminis.checker.address import FONT_HOSTS, SDK_HOSTS
from localminis.checker.injected import REACHES
from localminis.checker.injected_sheets import WORDS, injected_sheets
from localminis.checker.rule import WARNING, Hit, ScriptSubject, js, restricted, ts


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report foreign style sheets that are put into the page, font hosts excepted."""
    for injected in injected_sheets(subject):
        host = injected.address.host
        if host in FONT_HOSTS | SDK_HOSTS:
            continue
        place = subject.script.place(injected.node)
        if injected.is_certain:
            yield Hit(f"A style sheet from {host} is put into the page.", place)
        else:
            yield Hit(
                f"This text looks as if it imported a style sheet from {host}.", place, WARNING
            )


RULE = restricted(
    "LM204",
    "injected-style",
    fact="foreign-style",
    title="A script puts a foreign style sheet into the page",
    script=check,
    reaches=REACHES,
    words=WORDS,
    bad=(
        js("const l = document.createElement('link');\nl.rel = 'stylesheet';\n"
           "l.href = 'https://cdn.example.com/a.css';", (3, 10)),
        js("const l = document.createElement('link');\nl.setAttribute('rel', 'stylesheet');\n"
           "l.href = 'https://cdn.example.com/style?theme=1';", (3, 10)),
        js("box.innerHTML = '<link rel=\"stylesheet\" href=\"//cdn.example.com/a\">';", (1, 17)),
        js("_jsx('link', { rel: 'stylesheet', href: 'https://cdn.example.com/a' });", (1, 41)),
        js("style.textContent = '@import \"https://cdn.example.com/a.css\";';", (1, 21)),
        ts("const tag = <link rel='stylesheet' href='https://cdn.example.com/a' />;", (1, 41)),
    ),
    good=(
        js("const l = document.createElement('link');\nl.href = './a.css';"),
        js("const l = document.createElement('link');\nl.rel = 'stylesheet';\n"
           "l.href = 'https://fonts.googleapis.com/css?family=A';"),
        js("say('Write @import \"https://cdn.example.com/a.css\"; first'); rel = 'stylesheet';"),
        js("const l = document.createElement('link');\nl.href = 'https://cdn.example.com/i.png';"),
    ),
)  # fmt: skip
