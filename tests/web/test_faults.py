import pytest
from hypothesis import given
from hypothesis import strategies as st

from localminis.spec import endpoints
from localminis.web.faults import Fault, FaultBook, FaultInvalid, new_rule, parse


def rule(**changes):
    """Make a rule that always cuts, unless changed."""
    facts = {"endpoint": "*", "fault": "cut", "times": None, "every": 1, "probability": 1.0}
    return new_rule(**{**facts, "seed": 0, **changes})


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("error=20021002", Fault(error="20021002")),
        ("delay=500, status=503", Fault(delay_ms=500, status=503)),
        ("cut", Fault(is_cut=True)),
        ("lose", Fault(is_cut=True, is_lost=True)),
        ("error=invalid_grant,delay=0", Fault(error="invalid_grant")),
    ],
)
def test_the_grammar_is_read(text, fault):
    """Each directive, alone or joined by commas, becomes its part of the fault."""
    assert parse(text) == fault


@given(st.text(max_size=40))
def test_any_text_is_a_fault_or_refused_by_name(text):
    """Nothing but the documented refusal ever comes out of the parser."""
    try:
        read = parse(text)
    except FaultInvalid as refusal:
        read = refusal.message
    assert isinstance(read, Fault) or "error=CODE" in read


def test_a_number_of_any_length_is_refused_by_name():
    """Python itself refuses to read thousands of digits, and would say so with a traceback."""
    with pytest.raises(FaultInvalid, match="delay=MILLISECONDS"):
        parse("delay=" + "9" * 5_000)


def test_times_counts_failures_and_every_counts_calls():
    """Every second call fails, twice in all."""
    counted = rule(every=2, times=2)
    fired = [counted.fires(endpoints.TOKEN) for _ in range(8)]
    assert fired == [False, True, False, True, False, False, False, False]


def test_a_rule_for_one_endpoint_does_not_see_the_others():
    """Only calls of its own endpoint are counted and fail."""
    counted = rule(endpoint="oauth.token", every=2)
    assert [counted.fires(endpoints.USER_INFO) for _ in range(3)] == [False] * 3
    assert [counted.fires(endpoints.TOKEN) for _ in range(2)] == [False, True]


def test_the_first_rule_that_fires_decides():
    """Rules are asked in the order of adding, and other apps have none."""
    first, second = rule(fault="status=500", every=2), rule(fault="status=502")
    book = FaultBook({"mnapp": [first, second]})

    statuses = [book.pick("mnapp", endpoints.TOKEN).status for _ in range(4)]

    assert statuses == [502, 500, 502, 500]
    assert book.pick("mnother", endpoints.TOKEN) is None
    assert book.pick(None, endpoints.TOKEN) is None
