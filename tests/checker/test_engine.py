"""The run of all rules: what is read as what, and that nothing is silent."""

import dataclasses
import time

import pytest

from localminis.checker import engine
from localminis.checker.files import Listed
from localminis.checker.finding import Severity
from localminis.checker.rule import Circumstances, all_rules
from localminis.project.model import Config

AROUND = Circumstances(Config())


def found(files, *codes):
    rules = [all_rules()[code] for code in codes]
    outcome = engine.check_texts(files, AROUND, rules=rules)
    return [(it.code, it.path, it.place.line, it.place.column) for it in outcome.findings]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.js", "\ufeffeval('x');"),
        ("a.MJS", "eval('x');"),
        ("a.cjs", "eval('x');"),
        ("a.jsx", "eval('x'); const v = <p>{1}</p>;"),
        ("a.ts", "eval(<any>'x');"),
        ("a.tsx", "eval('x'); const v: any = <p/>;"),
        ("a.html", "<script>eval('x')</script>"),
        ("a.vue", "<script setup lang='ts'>eval('x' as string)</script>"),
        ("a.svg", "<svg><script>eval('x')</script></svg>"),
        ("a.js", "eval('x');".encode("utf-16")),
    ],
)
def test_every_kind_of_script_is_checked(path, text):
    """Scripts, modules, JSX, TypeScript, pages, components and images with scripts in them."""
    assert [code for code, *_ in found({path: text}, "LM101")] == ["LM101"]


@pytest.mark.parametrize("path", ["a.json", "a.md", "a.js.map", "a.wasm", "LICENSE"])
def test_other_files_are_not_read_as_scripts(path):
    """What no browser runs is left alone."""
    assert found({path: "eval('x');"}, "LM101", "LM901") == []


def test_places_in_a_page_are_the_pages():
    """Windows line ends, characters beyond ASCII and inline scripts do not move a place."""
    text = "<p>é</p>\r\n<script>\r\n\r\n  'é'; eval('x');\r\n</script>"
    assert found({"a.html": text}, "LM101") == [("LM101", "a.html", 4, 8)]


def test_a_rule_that_raises_becomes_a_finding():
    """The others go on, and the message says which rule and what happened."""

    def broken(_):
        raise ZeroDivisionError("on purpose")
        yield

    bad = dataclasses.replace(all_rules()["LM206"], script=broken)
    outcome = engine.check_texts({"a.js": "eval('x');"}, AROUND, rules=[bad, all_rules()["LM101"]])
    assert [it.code for it in outcome.findings] == ["LM904", "LM101"]
    assert "LM206" in outcome.findings[0].message
    assert "on purpose" in outcome.findings[0].message


def test_a_script_that_cannot_be_parsed_is_still_checked():
    """The break is a finding, and what comes before and after it is not lost."""
    places = found({"a.js": "eval('x');\nlet = = ;\neval('y');"}, "LM101", "LM901")
    assert [(code, line) for code, _, line, _ in places] == [
        ("LM101", 1),
        ("LM901", 2),
        ("LM101", 3),
    ]


def test_a_severity_replaces_the_rules_own(tmp_path):
    """A rule can be made milder, stronger, or turned off."""
    path = tmp_path / "a.js"
    path.write_text("eval('x'); document.write('y');")
    severities = {"LM101": Severity.INFO, "LM307": None}
    rules = [all_rules()[code] for code in severities]
    outcome = engine.check(
        [Listed("a.js", str(path))], AROUND, rules=rules, severities=severities, on_progress=None
    )
    assert [(it.code, it.severity) for it in outcome.findings] == [("LM101", Severity.INFO)]


def test_a_large_file_on_disk_is_reported_and_not_read(tmp_path):
    """A bundle of hundreds of megabytes costs no memory."""
    path = tmp_path / "a.js"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    started = time.perf_counter()
    outcome = engine.check([Listed("a.js", str(path))], AROUND, rules=[all_rules()["LM903"]])
    assert [it.message for it in outcome.findings] == [
        "The file has 209.7 MB and was not checked; the limit is 20 MB."
    ]
    assert time.perf_counter() - started < 1


def test_a_minified_bundle_takes_linear_time():
    """Twice the line takes about twice the time, with hundreds of findings in it."""
    part = "function f(e,t){var n=window;return n.eval?e+t:eval(e)}setTimeout(function(){},1);"
    rules = [all_rules()[code] for code in ("LM101", "LM102", "LM104", "LM206", "LM401")]

    def seconds(copies):
        # The processor's time, because others use this machine as well.
        started = time.process_time()
        outcome = engine.check_texts({"a.js": part * copies}, AROUND, rules=rules)
        assert len(outcome.findings) == copies * 2
        return time.process_time() - started

    seconds(100)
    assert seconds(1_600) < 10 * max(seconds(400), 0.05)


def test_a_short_name_for_the_window_in_a_large_bundle_takes_linear_time():
    """Tens of thousands of uses of a one-letter name are told apart by scope, not by search."""
    part = "function g(e){return e.x+e.y+e.eval}e.f(e.g);"
    code = "!function(e){" + part * 5_000 + "e.eval('x')}(window);"
    started = time.process_time()
    rules = [all_rules()[code] for code in ("LM101", "LM102", "LM104")]
    outcome = engine.check_texts({"a.js": code}, AROUND, rules=rules)
    assert [it.place.column for it in outcome.findings] == [len(code) - 18]
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    "code",
    [
        "(" * 20_000 + "eval" + ")" * 20_000,
        "a(" * 20_000 + ")" * 20_000 + ";eval('x')",
        "[" * 20_000 + "]" * 20_000,
        "(0," * 5_000 + "eval" + ")" * 5_000,
        "x=>" * 5_000 + "eval",
        "`${" * 3_000 + "eval" + "}`" * 3_000,
        "a+" * 50_000 + "eval",
        "const {" + "a:{" * 3_000 + "}" * 3_000 + "} = window",
        "!" * 50_000 + "eval",
    ],
    ids=range(9),
)
def test_deep_nesting_is_no_crash(code):
    """What nobody writes by hand, a generator or an attacker does."""
    outcome = engine.check_texts({"a.js": code}, AROUND)
    assert "LM904" not in {it.code for it in outcome.findings}


def test_a_file_that_breaks_the_analysis_hides_no_other(monkeypatch):
    """Our own mistake in one file is reported there, and the next file is checked."""
    read = engine.Reader

    def fail_on_a(source, dialect, wanted):
        if b"break me" in source.content:
            raise RuntimeError("on purpose")
        return read(source, dialect, wanted)

    monkeypatch.setattr(engine, "Reader", fail_on_a)
    places = found({"a.js": "break me", "b.js": "eval('x');"}, "LM101")
    assert [(code, path) for code, path, *_ in places] == [("LM904", "a.js"), ("LM101", "b.js")]


def test_the_same_files_give_the_same_findings():
    """The order of findings is that of the reports and does not depend on the run."""
    files = {"b.js": "eval('x'); eval('y');", "a.html": "<iframe></iframe><script>eval()</script>"}
    first = engine.check_texts(files, AROUND).findings
    assert first == engine.check_texts(dict(reversed(files.items())), AROUND).findings
    assert list(first) == sorted(first, key=lambda it: it.order)
