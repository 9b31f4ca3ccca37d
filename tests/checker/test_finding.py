"""What a finding is known by."""

from localminis.checker.finding import Finding, Place, Severity


def make(line=1, excerpt="eval(x)", message="m"):
    place = Place(line, 1, line, 5, excerpt, 1, 4)
    return Finding("LM101", "eval", Severity.ERROR, "a.js", place, message)


def test_a_fingerprint_survives_a_move():
    """Lines above and indentation change nothing, the line's own text does."""
    assert make().fingerprint == make(line=9, excerpt="  eval(x)").fingerprint
    assert make().fingerprint != make(excerpt="eval(y)").fingerprint
    assert make().fingerprint != make(message="n").fingerprint


def test_severities_are_ordered():
    """An error weighs most."""
    assert Severity.INFO < Severity.WARNING < Severity.ERROR
    assert Severity.ERROR.word == "error"
