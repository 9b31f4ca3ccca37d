"""The names in a config."""

import json

import pytest

from localminis.project.config import jsonc, names
from localminis.project.config.remarks import Remarks


def judged(text, flavour="minis"):
    remarks = Remarks(text)
    names.judge(jsonc.parse(text), flavour, remarks)
    return remarks.in_order()


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("dev.prot", "dev.port"),
        ("dev.clientkey", "dev.clientKey"),
        ("build.outputdir", "build.outputDir"),
        ("port", "dev.port"),
        ("htmlEntry", "build.htmlEntry"),
        ("navbar.bgColourDark", "navbar.bgColorDark"),
        ("whatever", None),
    ],
)
def test_a_misspelt_field_is_told_what_was_meant(key, meant):
    """The nearest field is offered, also for the right name in the wrong place."""
    *section, name = key.split(".")
    value = {name: 1}
    text = json.dumps({section[0]: value} if section else value)
    (unknown,) = judged(text)
    assert (unknown.code, unknown.key) == ("unknown-key", key)
    assert (f"Did you mean {meant}?" in unknown.fix) == (meant is not None)
    assert text[unknown.start : unknown.end] == f'"{name}"'
    assert names.closest(key, "minis") == meant


def test_a_name_that_comes_twice_is_found_with_the_line_that_counts():
    """JSON allows it silently; a developer who edits the first one would wonder."""
    (repeated,) = judged('{"dev": {"port": 1,\n"port": 2}}')
    assert (repeated.code, repeated.line, repeated.column) == ("repeated-key", 1, 10)
    assert "the one in line 2 counts" in repeated.message
    assert len(judged('{"appId": "1", "appId": "2", "appId": "3"}')) == 2


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [("[]", "not-an-object", ""), ('{"build": "dist"}', "wrong-type", "build")],
)
def test_what_is_no_object_is_fatal(text, code, key):
    """Without its sections a config says nothing that could be used."""
    (wrong,) = judged(text)
    assert (wrong.code, wrong.key, wrong.is_fatal) == (code, key, True)


def test_a_name_is_known_in_its_own_config_only():
    """A game's field in a mini app's config is as unknown as any other."""
    text = '{"orientation": "VERTICAL", "_comment": 1, "dev": {"_comment": 1}}'
    assert judged(text, "minigame") == ()
    assert [it.key for it in judged(text)] == ["orientation"]
