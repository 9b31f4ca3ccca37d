"""Nobody is ever logged in."""

from collections.abc import Iterator

from localminis.checker.rule import WARNING, Example, Hit, PackageSubject, Rule, ScriptSubject
from localminis.spec.config import NAMESPACE_OF

_CALLED = "word:login"


def collect(subject: ScriptSubject) -> Iterator[str]:
    """Note a script in which `login` stands as a word of code or as a computed name."""
    for at in subject.script.words(b"login"):
        node = subject.script.root.descendant_for_byte_range(at, at + len(b"login"))
        if node is not None and node.type not in {"comment", "html_comment"}:
            yield _CALLED
            return


def check(subject: PackageSubject) -> Iterator[Hit]:
    """Report a package in which the word never stands; anything less would be a guess."""
    if _CALLED not in subject.facts:
        call = f"{NAMESPACE_OF[subject.around.flavour]}.login"
        yield Hit(f"No script calls {call}.", path=subject.around.entry)


RULE = Rule(
    code="LM505",
    name="login-missing",
    title="The login must be implemented",
    severity=WARNING,
    why="All lists of what an upload is checked for name the platform's login.",
    fix="Call the SDK's login and send the code to your backend.",
    confidence="documented",
    source="seed:login",
    package=check,
    collect=collect,
    words=("login",),
    bad=(Example({"app.js": "start(); // login"}, at=(("index.html", 0, 0),)),),
    good=(
        Example({"app.js": "TTMinis.login((answer) => send(answer));"}),
        Example({"app.js": "sdk['login'](done);"}),
    ),
)
