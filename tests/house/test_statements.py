"""Every statement about the platform names a source that we know, and a test that exists."""

import re
from dataclasses import fields

import pytest
from tests.house.conftest import ROOT

from localminis import settings
from localminis.settings import Settings
from localminis.spec import sources
from localminis.spec.statements import topics
from localminis.spec.statements.statement import CONFIDENCES, VERDICTS

ROWS = [(topic, each) for topic, rows in topics.TOPICS.items() for each in rows]
# Choices that change where and for whom it runs, and nothing that an app can see.
HOW_IT_IS_RUN = {"mode", "lan", "sign_in_as"}
MADE = (topics.ENDPOINT_TEST, topics.FIELD_TEST, topics.ERROR_TEST, topics.EVENT_TEST)


def is_there(test: str) -> bool:
    """Return whether a file of tests holds a test of exactly this name, or one that begins so."""
    path, _, name = test.partition("::")
    file = ROOT / "tests" / path
    if not file.is_file() or not name:
        return False
    text = file.read_text("utf-8")
    if file.suffix == ".mjs":
        return re.search(rf"test\(\s*[\"'`]{re.escape(name)}", text) is not None
    return re.search(rf"^(?:async )?def {re.escape(name)}\(", text, re.MULTILINE) is not None


@pytest.mark.parametrize("test", sorted({*MADE, *(each.test for _, each in ROWS)}))
def test_every_statement_has_a_test_that_exists(test):
    """A row whose test was renamed or removed proves nothing any more."""
    assert is_there(test), f"tests/{test} is not there; correct the row in spec/statements"


def test_every_statement_has_a_known_source_and_words():
    """The source is a section of one of our notes; verdict, confidence and setting exist."""
    known = {each.name for each in fields(Settings)}
    notes = "|".join(map(re.escape, sources.NOTES))
    wrong = [
        each.says
        for _, each in ROWS
        if not re.fullmatch(rf"(?:{notes}) §\d+(\.\d+)?", each.source)
        or each.confidence not in CONFIDENCES
        or each.verdict not in VERDICTS
        or (each.setting and each.setting not in known)
    ]
    assert wrong == []


def test_a_statement_is_made_once_and_a_choice_is_told():
    """No two rows say the same, and where we had to choose the row says what."""
    said = [each.says for _, each in ROWS]
    assert len(set(said)) == len(said)
    silent = [each.says for _, each in ROWS if each.verdict == "unknown" and not each.here]
    assert silent == []


def test_every_choice_among_the_settings_has_its_statement():
    """A setting that changes how the platform behaves is on the page of fidelity."""
    told = {each.setting for _, each in ROWS}
    choices = set(settings._CHOICES) - HOW_IT_IS_RUN
    assert choices - told == set()
