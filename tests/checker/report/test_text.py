"""The report for people."""

import dataclasses

from localminis.checker.finding import Place
from localminis.checker.report import text


def test_text_shows_the_line_the_marker_and_what_to_do(report):
    """Findings stand under their file, each with its source line, and end in a summary."""
    lines = text.render(report).splitlines()
    assert lines[0] == "dist/a.html"
    start = lines.index("dist/b.js")
    assert lines[start + 1] == "  1:3       error   eval() is called. LM101 eval"
    assert lines[start + 2] == "              eval('é'); setTimeout('a:b,c%');"
    assert lines[start + 3] == "              ^^^^"
    assert lines[start + 4].startswith("            why: Code that is made at run time")
    assert lines[start + 5].startswith("            fix: ")
    assert lines[-1] == "4 errors, 1 warning in 3 files, 92 B."


def test_a_rule_is_explained_once(report):
    """The second finding of a rule is short."""
    assert text.render(report).count("why: Code that is made at run time") == 1


def test_nothing_found_is_said(empty):
    """A clean check says how much was looked at, and what was hidden."""
    assert text.render(empty()) == "✓ Nothing found in 3 files, 1.2 MB.\n"
    hidden = text.render(empty(known=2, suppressed=1))
    assert "2 known from the baseline, 1 suppressed" in hidden


def test_text_in_colour_goes_through_one_painter(report):
    """Every style that is asked for is one of the known ones."""
    styles = set()

    def paint(style, words):
        styles.add(style)
        return words

    assert text.render(report, paint) == text.render(report)
    assert styles <= {"error", "warning", "info", "bold", "dim", "good"}


def test_text_names_the_source_of_a_bundle(mapped):
    """Under the marker stands where the code came from."""
    lines = text.render(mapped).splitlines()
    assert lines[4] == "            from: node_modules/a b/run.js:3:5 (package a b)"


def test_text_fits_a_narrow_terminal(report):
    """No word is broken, a long source line is cut around the marker, and the label stays whole."""
    lines = text.render(report, width=60).splitlines()
    assert max(map(len, lines)) <= 60
    long = dataclasses.replace(
        report.findings[0],
        place=Place(1, 71, 1, 75, "a" * 70 + "eval" + "b" * 30, 71, 4),
        message="A message that takes more room than a terminal of sixty columns has.",
    )
    shown = text.render(dataclasses.replace(report, findings=(long,)), width=60).splitlines()
    excerpt = next(line for line in shown if "eval" in line)
    marker = shown[shown.index(excerpt) + 1]
    assert excerpt.index("eval") == marker.index("^^^^")
    assert excerpt.strip()[0] == "…"
    assert any(line.endswith("LM207 console-in-release") for line in shown)
