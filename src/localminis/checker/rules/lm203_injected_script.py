"""Scripts from another host that a script puts into the page."""

from collections.abc import Iterator

from tree_sitter import Node

from localminis.checker.address import SDK_HOSTS, is_console, known_host
from localminis.checker.fold import Text
from localminis.checker.injected import (
    REACHES,
    created,
    is_script_element,
    made_elements,
    names_script_file,
    own_attributes,
    stored_sources,
    told,
    written_by_document,
)
from localminis.checker.loaders import WORDS, loaded_by_library
from localminis.checker.rule import INFO, Hit, ScriptSubject, js, restricted, ts


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report script elements that a script makes, by what they are told to load."""
    script = subject.script
    made = created(subject, "script")
    seen = set()
    for element in made_elements(subject, "script"):
        read = told if element.node in made else own_attributes
        for name, value, known in read(script, element.node):
            if name == "src" and value.start_byte not in seen:
                seen.add(value.start_byte)
                yield from _judged(subject, value, known)
    for value, owner, text in stored_sources(script):
        is_script = names_script_file(text) or is_script_element(script, owner, made)
        if is_script and value.start_byte not in seen:
            yield from _judged(subject, value, text)
    for value, known in loaded_by_library(script):
        yield from _judged(subject, value, known)
    for written in written_by_document(subject):
        for tag in written.named("script"):
            given = tag.value("src") or ""
            address = known_host(given, is_whole=written.is_whole)
            if address is not None and address.host not in SDK_HOSTS and not is_console(given):
                message = f"A script from {address.host} is written into the page."
                yield Hit(message, script.place(written.node))


def _judged(subject: ScriptSubject, value: Node, known: Text | None) -> Iterator[Hit]:
    place = subject.script.place(value)
    text = "" if known is None else known.start
    address = known_host(text, is_whole=known is not None and known.is_whole)
    if address is not None and address.host not in SDK_HOSTS and not is_console(text):
        yield Hit(f"A script from {address.host} is put into the page.", place)
    elif known is None or not text:
        message = "A script is put into the page from an address decided at run time."
        yield Hit(message, place, INFO)


RULE = restricted(
    "LM203",
    "injected-script",
    fact="foreign-script",
    title="A script puts a foreign script into the page",
    script=check,
    reaches=REACHES,
    words=("src", "script", *WORDS),
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
        js("document.createElement('script').src = 'https://cdn.example.com/a';", (1, 40)),
        js("document.head.appendChild(document.createElement('script')).src =\n"
           "'https://cdn.example.com/a';", (2, 1)),
        js("this.tag = document.createElement('script');\n"
           "this.tag.src = 'https://cdn.example.com/a';", (2, 16)),
        js("const make = document.createElement;\nconst s = make.call(document, 'script');\n"
           "s.setAttribute('src', '//cdn.example.com/a');", (3, 23)),
        js("document.write('<scr' + 'ipt src=\"https://cdn.example.com/a\"></scr' + 'ipt>');",
           (1, 16)),
        js("_jsx('script', { async: true, src: 'https://cdn.example.com/a' });", (1, 36)),
        ts("const tag = <script async src='https://cdn.example.com/a' />;", (1, 31)),
        js("$.getScript('https://cdn.example.com/a.js');", (1, 13)),
        js("(function ($) { $.getScript('//cdn.example.com/a'); })(jQuery);", (1, 29)),
        ts("import Script from 'next/script';\n<Script src='https://cdn.example.com/a' />;",
           (2, 13)),
    ),
    good=(
        js("const $ = { getScript() {} };\n$.getScript('https://cdn.example.com/a.js');"),
        js("jQuery.getScript('./a.js'); store.getScript('https://cdn.example.com/a.js');"),
        ts("import Script from './script';\n<Script src='https://cdn.example.com/a' />;"),
        js("const s = document.createElement('script');\ns.src = './a.js';"),
        js("const i = document.createElement('img');\ni.src = 'https://cdn.example.com/a.png';"),
        js("const s = document.createElement('script');\n"
           "s.src = 'https://connect.tiktok-minis.com/drama/sdk.js';"),
        js("document.write('<script src=\"https://' + host + '.example.com/a.js\"></script>');"),
        js("switch (tag) { case 'script': load(); } const kinds = ['script', 'style'];"),
        js("document.write('<p>https://cdn.example.com/a.js'); _jsx('script', { src: './a.js' });"),
        js("function f(document) { const s = document.createElement('script');\n"
           "s.src = 'https://cdn.example.com/a'; }"),
    ),
)  # fmt: skip
