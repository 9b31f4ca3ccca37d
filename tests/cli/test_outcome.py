"""`outcome`: what calls of the SDK end with, from the command line."""

import json

import pytest


@pytest.fixture
def app(command):
    """Register an app in the state folder; returns its client key."""
    return json.loads(command("app", "create", "Chosen", "--json").out)["client_key"]


@pytest.fixture
def running(serve_platform, app, tmp_path):
    """Serve the state folder that the commands use, once the app is there."""
    with serve_platform(tmp_path / "home") as platform:
        yield platform


def test_an_outcome_is_chosen_and_a_wrong_one_refused(command, refused, app):
    """The command says for how long it holds; what there is not is named with what there is."""
    assert "The next call of pay ends" in command("outcome", "set", app, "pay:user_cancel").out
    many = command("outcome", "set", app, "login:internal", "pay:success", "--sticky").out
    assert "Every call of login ends with internal." in many
    assert "is not METHOD:OUTCOME" in refused(2, "outcome", "set", app, "pay")
    assert "nothing" in refused(1, "outcome", "set", app, "pay:nothing")


def test_choices_of_a_running_platform_are_listed_and_cleared(command, app, running):
    """They hold as long as the platform runs, and until a call takes them."""
    command("outcome", "set", app, "pay:user_cancel")
    assert json.loads(command("outcome", "list", app, "--json").out) == {
        "pay": {"outcome": "user_cancel", "is_sticky": False}
    }
    assert "next call" in command("outcome", "list", app).out
    assert "decide again" in command("outcome", "clear", app).out
    assert json.loads(command("outcome", "list", app, "--json").out) == {}


def test_the_options_are_those_of_the_table(command, refused):
    """Every outcome has a line with what happens; an unknown method is refused."""
    listed = command("outcome", "options", "pay").out
    assert "user_cancel" in listed
    assert "115601" in listed
    assert "login" not in listed
    assert "has no outcomes" in refused(2, "outcome", "options", "fly")
