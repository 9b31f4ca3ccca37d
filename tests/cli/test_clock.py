import json
import re

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from localminis.cli.clock import Duration, Moment

UNITS_S = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
PARTS = st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(sorted(UNITS_S))), min_size=1)


@given(PARTS)
def test_a_duration_is_the_sum_of_its_parts(parts):
    """Every unit counts, in any order."""
    written = "".join(f"{number}{unit}" for number, unit in parts)
    expected_s = sum(number * UNITS_S[unit] for number, unit in parts)
    assert Duration().convert(written, None, None) == expected_s
    assert Duration().convert(expected_s, None, None) == expected_s


@given(st.text(alphabet="0123456789smhdw .-+é", max_size=8))
def test_any_text_is_a_duration_or_misuse(written):
    """Nothing else happens, whatever is typed."""
    if re.fullmatch(r"([0-9]{1,9}[smhdw])+", written):
        assert Duration().convert(written, None, None) >= 0
        return
    with pytest.raises(click.BadParameter, match="is not a duration such as 90s"):
        Duration().convert(written, None, None)


def test_platform_time_is_frozen_turned_and_resumed(command):
    """Each step says what the time is, and the next command finds it there."""
    frozen_s = json.loads(command("clock", "freeze", "--json").out)["now_s"]
    advanced = command("clock", "advance", "1d12h")
    assert re.search(r"advanced to \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", advanced.out)
    shown = json.loads(command("clock", "show", "--json").out)
    assert shown["now_s"] == shown["frozen_at_s"] == frozen_s + 129_600
    assert re.search(r"frozen, 1d1[12]h ahead of this machine\.\n$", command("clock", "show").out)
    assert command("clock", "resume").code == 0
    assert re.search(r"running, 1d1[12]h ahead of this machine\.\n$", command("clock", "show").out)


def test_a_sandbox_is_turned_by_its_key(command, refused):
    """Each command takes it; an app that is none goes by platform time."""
    frozen = json.loads(command("clock", "freeze", "--json").out)
    app = json.loads(command("app", "create", "Shop", "--json").out)["client_key"]
    made = command("sandbox", "create", "Staging", "--app", app, "--json").out
    key = json.loads(made)["client_key"]
    assert "frozen at" in command("clock", "freeze", "--app", key).out
    assert (
        f"The time of the sandbox {key} is" in command("clock", "advance", "2h", "--app", key).out
    )
    shown = command("clock", "show", "--app", key).out
    assert re.search(r"frozen, (2h|1h59m\d*s?) ahead of this machine\.\n$", shown)
    assert "running on" in command("clock", "resume", "--app", key).out
    assert json.loads(command("clock", "show", "--json").out)["now_s"] == frozen["now_s"]
    assert command("clock", "show", "--app", app).out == command("clock", "show").out
    assert "mnnone" in refused(1, "clock", "show", "--app", "mnnone")


@pytest.mark.parametrize("duration", ["5", "5min", "-5m", "1.5h", "", "h", "5m 3s", "1" * 10 + "s"])
def test_a_bad_duration_is_misuse(refused, duration):
    """The exit code is 2 and the argument is named."""
    assert "DURATION" in refused(2, "clock", "advance", "--", duration)


@pytest.mark.parametrize(
    ("written", "epoch_s"),
    [
        ("2027-01-31", 1_801_353_600),
        ("2027-01-31T12:00:00Z", 1_801_396_800),
        ("2027-01-31 13:00+01:00", 1_801_396_800),
        ("1801396800", 1_801_396_800),
    ],
)
def test_a_moment_is_read_in_several_forms(written, epoch_s):
    """A date, a date with a time, or epoch seconds; in UTC unless it says otherwise."""
    assert Moment().convert(written, None, None) == epoch_s


@given(st.text())
def test_any_text_is_a_moment_or_misuse(written):
    """Nothing else happens, whatever is typed."""
    try:
        assert isinstance(Moment().convert(written, None, None), int)
    except click.BadParameter as refusal:
        assert "is no moment such as 2027-01-31" in str(refusal)  # noqa: PT017 - either is right


def test_time_is_set_and_never_back(command, refused):
    """The platform stands at the moment that was named; an earlier one is refused."""
    frozen_s = json.loads(command("clock", "freeze", "--json").out)["now_s"]
    assert "set to" in command("clock", "set", str(frozen_s + 86_400)).out
    assert json.loads(command("clock", "show", "--json").out)["now_s"] == frozen_s + 86_400
    assert "goes forward only" in refused(1, "clock", "set", str(frozen_s))


@pytest.mark.parametrize("duration", ["0s", "999999999w"])
def test_time_turns_forward_by_a_sane_amount(refused, duration):
    """The platform says how far it goes."""
    assert "Use 1 s to 10 years" in refused(1, "clock", "advance", duration)


def test_what_fell_due_runs_where_no_platform_does(command, serve_platform, receiver, tmp_path):
    """The command does the work itself, and says in lines what came of it, the same once."""
    with serve_platform(tmp_path / "home") as platform:
        platform.admin("POST", "clock", {"action": "freeze"})
        token = platform.access_token(platform.new_app(receiver.url))
        info = {"order_id": "s-1", "product_name": "All"}
        body = {"tier_id": "sandbox_499_1M", "order_info": info}
        made = platform.api("subscription/create/", token, body).json()["data"]
        assert "is active" in command("subscription", "pay", made["trade_order_id"]).out
        platform.admin("POST", "clock", {"action": "advance", "seconds": 1})
    advanced = command("clock", "advance", "15m")
    assert len(receiver.heard) == 4
    assert "1 subscription went on. Webhooks: 3 delivered." in advanced.out
    assert "renewed 3 times, active until" in advanced.out
    assert "delivered  (3 times)" in advanced.out
    receiver.answers = [503] * 20
    assert re.search(
        r"renew  SUB\S+  again at \S+ \S+ after \d+ (try|tries): The receiver answered 503",
        command("clock", "advance", "5m").out,
    )
