"""What a script takes from a package, and what only looks like it."""

from localminis.checker.imports import taken_from
from localminis.checker.script import Script
from localminis.checker.source import Source


def taken(code, package="pkg"):
    script = Script(Source(code.encode()), dialect="tsx")
    return [(it.name, script.raw(it.node).decode()) for it in taken_from(script, package)]


def test_imports_are_known_by_the_name_that_the_package_gives():
    """Default, named, renamed and namespace imports are told apart, with their members."""
    assert taken("import a, { b as c } from 'pkg'; a(); c();") == [("default", "a"), ("b", "c")]
    assert taken("import * as a from 'pkg'; a.b();") == [("default", "a"), ("b", "a.b")]


def test_what_is_required_counts_as_well():
    """A required package is its default, and destructuring takes exports of it."""
    assert taken("const { a: b } = require('pkg'); b();") == [
        ("default", "require('pkg')"),
        ("a", "b"),
    ]


def test_components_are_uses():
    """A tag of JSX uses what its name was imported as."""
    assert taken("import A from 'pkg'; const v = <A b='c' />;") == [("default", "A")]


def test_other_names_and_packages_are_left_alone():
    """Shadowed names, own functions called require, texts and longer names take nothing."""
    assert taken("import a from 'pkg'; function f(a) { a(); }") == []
    assert taken("function f(require) { const a = require('pkg'); a(); }") == []
    assert taken("import a from 'pkg/own'; a(); const t = 'pkg'; // pkg") == []
