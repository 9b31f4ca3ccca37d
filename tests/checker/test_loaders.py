"""Which calls load a script by jQuery or by the component of Next.js."""

from localminis.checker.loaders import loaded_by_library
from localminis.checker.script import Script
from localminis.checker.source import Source


def loaded(code):
    script = Script(Source(code.encode()), dialect="tsx")
    return [known.start for _, known in loaded_by_library(script) if known is not None]


def test_what_jquery_is_told_to_load_is_found():
    """By its globals, by an import, and by the `$` of a plugin."""
    assert loaded("$.getScript('a.js'); window.jQuery.getScript('b.js');") == ["a.js", "b.js"]
    assert loaded("import $ from 'jquery'; $.getScript('a.js');") == ["a.js"]
    assert loaded("(function ($) { $.getScript('a.js'); })(jQuery);") == ["a.js"]


def test_own_objects_of_that_name_are_not_jquery():
    """A declared object or function of that name loads nothing that is known."""
    assert loaded("const $ = { getScript() {} }; $.getScript('a.js'); own.getScript('b');") == []


def test_the_script_component_tells_its_source():
    """In JSX, and in what it is compiled to."""
    assert loaded("import S from 'next/script'; const v = <S src='a.js' />;") == ["a.js"]
    assert loaded("import S from 'next/script'; _jsx(S, { src: 'a.js' });") == ["a.js"]
