"""Calls of global values in all their forms, and the choices that an argument may be."""

import pytest

from localminis.checker.calls import calls, choices
from localminis.checker.reach import Reach
from localminis.checker.rule import Circumstances, ScriptSubject
from localminis.checker.script import Script
from localminis.checker.source import Source
from localminis.project.model import Config


def subject(code, dialect="javascript"):
    script = Script(Source(code.encode(), is_script=True), dialect=dialect)
    return ScriptSubject("a.js", script, Reach(script, ["fetch"]), Circumstances(Config()))


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("fetch(a, b)", ["a", "b"]),
        ("new window.fetch(a)", ["a"]),
        ("fetch.call(null, a, b)", ["a", "b"]),
        ("fetch.apply(null, [a, b])", ["a", "b"]),
        ("fetch.apply(null, list)", []),
        ("fetch.bind(null, a)()", ["a"]),
        ("Reflect.apply(fetch, null, [a])", ["a"]),
        ("Reflect.construct(fetch, [a])", ["a"]),
        ("const f = self.fetch; f.call(null, a)", ["a"]),
    ],
)
def test_a_call_is_seen_with_what_the_value_gets(code, given):
    """Whoever hands the arguments on, they are those of the value itself."""
    found = subject(code)
    assert [
        [found.script.raw(it).decode() for it in call.given] for call in calls(found, "fetch")
    ] == [given]


@pytest.mark.parametrize(
    "code", ["f(fetch)", "fetch", "fetch.name", "Reflect.apply(f, null, [fetch])"]
)
def test_a_value_that_is_only_named_is_not_called(code):
    """Being an argument or having a property read is no call."""
    assert list(calls(subject(code), "fetch")) == []


def test_a_call_with_type_arguments_after_await_is_a_call():
    """The grammar binds the await closer than the type arguments."""
    found = subject("async () => { await fetch<Reply>(a); }", "typescript")
    assert [found.script.raw(it) for call in calls(found, "fetch") for it in call.given] == [b"a"]


def test_an_argument_may_be_one_of_several():
    """Conditions and defaults have branches, brackets and types have not."""
    found = subject("fetch(a ? (b || c) : d && e)")
    (call,) = calls(found, "fetch")
    assert [found.script.raw(it) for it in choices(call.given[0])] == [b"b", b"c", b"e"]
