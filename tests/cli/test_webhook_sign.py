import io
import json
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


def test_a_signature_is_made_and_explained(platform, run, tmp_path):
    """What sign makes, verify accepts; and it says why another does not fit."""
    body = tmp_path / "body.json"
    body.write_text('{"event":"tiktok.ping","content":"{}"}')
    key = platform.new_app()["client_key"]
    header = run("sign", str(body), "--app", key).strip().partition(": ")[2]
    verify = ("--app", key, "--header", header)
    assert "genuine" not in run("verify", str(body), *verify)[:2]
    again = json.dumps(json.loads(body.read_bytes()))
    assert "wrong_body" in run("verify", "-", *verify, code=1, text=again)
    other = platform.new_app()
    said = run("verify", str(body), "--app", other["client_key"], *verify[2:], code=1)
    assert "wrong_secret" in said
    assert key in said
    old = run("sign", str(body), "--app", key, "--time", "1").strip().partition(": ")[2]
    assert "too_old" in run("verify", str(body), *verify[:3], old, code=1)
    assert "--secret" in run("sign", str(body), code=2)
