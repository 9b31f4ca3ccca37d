"""From a bundle's places to the sources'."""

import base64
import json
import time

import pytest

from localminis.checker import run
from localminis.checker.source_map import originals
from localminis.project.load import load

BUNDLE = "var a=1;eval('x');f();\neval('y');"
# Line 1: column 0 → source 0, 1:1; column 8 → source 1, 3:5; column 18 → nothing.
# Line 2: column 0 → source 2, 8:3.
MAPPINGS = "AAAA,QCEI,U;ACKF"
SOURCES = ["../../src/a.js", "../../node_modules/@scope/lib/run.js", "webpack://app/./src/b.js?4f"]


@pytest.fixture
def project(tmp_path):
    (tmp_path / "minis.config.json").write_text(json.dumps({"build": {"outputDir": "dist"}}))
    (tmp_path / "dist/assets").mkdir(parents=True)
    (tmp_path / "dist/assets/app.js").write_text(BUNDLE)
    return load(tmp_path)


def source_map(**changes):
    return json.dumps({"version": 3, "sources": SOURCES, "mappings": MAPPINGS, **changes})


def found(project):
    findings = run.check_output(project).findings
    return [it.original for it in findings if it.code == "LM101"]


def sentences(project):
    return [it and it.sentence for it in found(project)]


EXPECTED = [
    "node_modules/@scope/lib/run.js:3:5 (package @scope/lib)",
    "src/b.js:8:3",
]


def test_a_map_beside_the_bundle_is_read(project):
    """A finding tells the source, its line and column, and the npm package it came from."""
    (project.root / "dist/assets/app.js.map").write_text(source_map())
    assert sentences(project) == EXPECTED


@pytest.mark.parametrize("guard", ["", ")]}'\n"])
def test_a_map_under_another_name_is_read(project, guard):
    """The bundle's own comment leads to its map, wherever it is in the build."""
    (project.root / "dist/maps").mkdir()
    (project.root / "dist/maps/a b.map").write_text(guard + source_map())
    with (project.root / "dist/assets/app.js").open("a") as bundle:
        bundle.write("\n//# sourceMappingURL=../maps/a%20b.map\n")
    assert sentences(project) == EXPECTED


def test_a_map_inside_the_bundle_is_read(project):
    """A data address holds the whole map."""
    written = base64.b64encode(source_map(sourceRoot="").encode()).decode()
    with (project.root / "dist/assets/app.js").open("a") as bundle:
        bundle.write(f"\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,{written}")
    assert sentences(project) == EXPECTED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "{",
        source_map(mappings="!!"),
        source_map(mappings=",,"),
        source_map(sources=[]),
        source_map(sources=[None, None, None]),
        source_map(mappings=""),
        json.dumps({"version": 3, "sections": []}),
    ],
)
def test_a_map_that_tells_nothing_changes_nothing(project, text):
    """A broken map is no reason to lose a finding, or to crash."""
    (project.root / "dist/assets/app.js.map").write_text(text)
    assert found(project) == [None, None]


@pytest.mark.parametrize(
    "address",
    ["https://maps.example/app.js.map", "../../outside.map", "data:application/json;base64,%%%"],
)
def test_nothing_outside_the_build_is_read(project, address):
    """Neither the network nor a file beside the build is asked."""
    (project.root / "outside.map").write_text(source_map())
    with (project.root / "dist/assets/app.js").open("a") as bundle:
        bundle.write(f"\n//# sourceMappingURL={address}")
    assert found(project) == [None, None]


def test_numbers_of_several_digits_and_signs_are_decoded():
    """Five bits a digit, the lowest bit of all is the sign, and lines go on from each other."""
    # gB = 16, D = -1, 2H = 123, then back by 16 on the next line.
    assert originals("AgB2HA;AhB3HA", {(0, 5), (1, 0), (7, 0)}) == {
        (0, 5): (16, 123, 0),
        (1, 0): (0, 0, 0),
    }


def test_many_places_of_one_long_line_take_linear_time():
    """A bundle is one line; its map is gone through once for all that was found in it."""
    segments = 300_000
    mappings = "AAAA," + "EAAE," * segments
    asked = {(0, column) for column in range(0, segments, 100)}
    started = time.perf_counter()
    found = originals(mappings, asked)
    assert time.perf_counter() - started < 5
    assert found[0, 1_000] == (0, 0, 1_000)
    assert len(found) == len(asked)
