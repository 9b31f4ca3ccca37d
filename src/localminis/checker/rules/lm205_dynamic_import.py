"""`import` of a module from another host, static or dynamic."""

from collections.abc import Iterator

from localminis.checker.address import known_host
from localminis.checker.requests import address_text
from localminis.checker.rule import Hit, ScriptSubject, js, restricted
from localminis.checker.script import arguments


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report import statements, re-exports and import() calls with a foreign address."""
    script = subject.script
    for word in (b"import", b"export"):
        for at in script.words(word):
            node = script.node_at(at, at + len(word))
            while node is not None and node.type == "import" and node.parent is not None:
                node = node.parent
            above = node
            if above is None:
                continue
            if above.type == "export":
                above = above.parent or above
            target = None
            if above.type in {"import_statement", "export_statement"}:
                target = above.child_by_field_name("source")
            elif above.type == "call_expression":
                target = next(iter(arguments(above)), None)
            known = None if target is None else address_text(script, target)
            if target is None or known is None:
                continue
            address = known_host(known.start, is_whole=known.is_whole)
            if address is not None:
                message = f"A module is imported from {address.host}."
                yield Hit(message, script.place(target))


RULE = restricted(
    "LM205",
    "dynamic-import",
    fact="foreign-script",
    title="Modules must come from the app itself",
    why="Where scripts are imported from is restricted, so that nothing gets around the review.",
    fix="Put the module into the package and import it by a relative path.",
    source="contract:toolchain-6",
    script=check,
    words=("import", "export"),
    bad=(
        js("import('https://cdn.example.com/a.js');", (1, 8)),
        js("const host = 'https://cdn.example.com';\nimport(`${host}/a.js`);", (2, 8)),
        js("import a from 'https://esm.example.com/a';", (1, 15)),
        js("export * from '//esm.example.com/a';", (1, 15)),
        js("const a = new URL('https://cdn.example.com/a.js');\nimport(a);", (2, 8)),
    ),
    good=(
        js("import('./a.js'); import(name); import a from 'a'; export { a };"),
        js("// import('https://cdn.example.com/a.js')\nconst text = \"import('https://x.y/z')\";"),
    ),
)
