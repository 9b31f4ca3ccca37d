"""The clipboard, by its interface or by the old commands."""

from collections.abc import Iterator

from localminis.checker.calls import calls
from localminis.checker.fold import constant
from localminis.checker.rule import Hit, ScriptSubject, js, restricted

_INTERFACES = ("navigator.clipboard", "ClipboardItem")
_COMMANDS = frozenset({"copy", "cut", "paste"})


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report the interface wherever it is obtained, and execCommand with a clipboard command."""
    script = subject.script
    for path in _INTERFACES:
        for use in subject.reach.uses(path):
            if not use.is_alias:
                yield Hit(f"{path} is used.", script.place(use.at))
    for call in calls(subject, "document.execCommand"):
        command = constant(script, next(iter(call.given), None)) or ""
        if command.lower() in _COMMANDS:
            message = f"document.execCommand({command!r}) uses the clipboard."
            yield Hit(message, script.place(call.node))


RULE = restricted(
    "LM301",
    "clipboard",
    script=check,
    reaches=(*_INTERFACES, "document.execCommand"),
    bad=(
        js("navigator.clipboard.writeText('x');", (1, 11)),
        js("const { clipboard } = navigator;\nclipboard.readText();", (1, 9)),
        js("const { clipboard: { writeText } } = window.navigator;", (1, 9)),
        js("navigator?.['clip' + 'board']?.writeText('x');", (1, 13)),
        js("new ClipboardItem({});", (1, 5)),
        js("document.execCommand('copy');", (1, 1)),
        js('const d = document;\nd.execCommand("Paste");', (2, 1)),
        js("const { execCommand: run } = document;\nrun.call(document, 'cut');", (2, 1)),
    ),
    good=(
        js("app.clipboard.write('x'); const clipboard = {}; editor.execCommand('copy');"),
        js("document.execCommand('bold'); document.addEventListener('copy', show);"),
        js("function f(navigator) { navigator.clipboard.writeText('x'); }"),
    ),
)
