import io
import sys

import pytest

from localminis.cli import terminal
from localminis.cli.webhook import webhook


@pytest.fixture
def run(platform, capsys, monkeypatch):
    """Run `localminis webhook …` in this process; returns what it said, both streams."""

    def run(*arguments: str, code: int = 0, text: str = "") -> str:
        command = [*arguments, "--home", str(platform.home)]
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            terminal.run(lambda: webhook.main(command, "webhook", standalone_mode=False))
        said = "".join(capsys.readouterr())
        assert left.value.code == code, said
        assert "Traceback" not in said
        return said

    return run


def test_a_receiver_is_tortured_with_a_report(platform, receiver, run, tmp_path):
    """A receiver that answers 200 to anything fails, on the screen and in both files."""
    key = platform.new_app()["client_key"]
    report = tmp_path / "report.xml"
    said = run("torture", receiver.url, "--app", key, "--junit", str(report), code=1)
    assert "✗ bad_signature" in said
    assert "fix: Verify TikTok-Signature" in said
    assert "✓ duplicate" in said
    assert '<failure message="it was accepted with 200">' in report.read_text("utf-8")
    assert "Begin with" not in said
    receiver.answers = [500] * 200
    assert "Begin with `valid`" in run("torture", receiver.url, "--app", key, code=1)
    nobody = "http://127.0.0.1:9/hook"
    assert "Start the receiver" in run("torture", nobody, "--app", key, code=3)
    away = "http://192.0.2.1/hook"
    assert "this machine only" in run("torture", away, "--app", key, code=1)


def test_orders_of_another_app_are_bad_usage(platform, receiver, run):
    """An order can only be named to the app that it belongs to."""
    app, other = platform.new_app(), platform.new_app()
    order = platform.new_order(platform.access_token(app), "ord-1", 1)
    arguments = ("torture", receiver.url, "--app", other["client_key"], "--order", order)
    assert "another app" in run(*arguments, code=2)
    assert receiver.heard == []


def test_the_report_needs_a_place(platform, receiver, run, tmp_path):
    """A folder that is not there is said in one sentence; the test itself was done."""
    key = platform.new_app()["client_key"]
    place = str(tmp_path / "none" / "report.xml")
    assert "--junit" in run("torture", receiver.url, "--app", key, "--junit", place, code=3)
