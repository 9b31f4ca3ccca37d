import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

COMMAND = str(Path(sys.executable).with_name("localminis"))


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminate"])
def test_serve_says_where_it_is_and_stops_cleanly(tmp_path, stop):
    """The installed script prints the address, and a signal ends it without a trace of it."""
    command = [COMMAND, "serve", "--port", "0", "--home", str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        url = re.search(r"http://\S+", process.stdout.readline())[0]
        assert json.loads((tmp_path / "run.json").read_text("utf-8"))["url"] == url
        process.send_signal(stop)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in err
    assert not (tmp_path / "run.json").exists()


def test_serve_tells_a_program_where_it_is(tmp_path):
    """One line of JSON once it answers, with all that is needed to steer it; nothing else."""
    command = [COMMAND, "serve", "--port", "0", "--json", "--home", str(tmp_path / "home")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        said = json.loads(process.stdout.readline())
        headers = {"Authorization": f"Bearer {said['admin_token']}"}
        answer = httpx2.get(f"{said['url']}/admin/v1/status", headers=headers, trust_env=False)
        assert answer.json()["home"] == said["home"] == str(tmp_path / "home")
        assert said["console"].startswith(said["url"])
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=60)
    assert rest == b""


@pytest.mark.pg
def test_a_team_is_served_on_every_address(tmp_path, new_database):
    """The commands on the platform's machine steer it, whatever address it listens on."""
    team = {"MODE": "served", "HOST": "0.0.0.0", "PUBLIC_URL": "https://minis.example"}
    team |= {"DATABASE_URL": new_database(), "HOME": str(tmp_path / "home")}
    environment = os.environ | {f"LOCALMINIS_{name}": value for name, value in team.items()}
    command = [COMMAND, "serve", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        said = json.loads(process.stdout.readline())
        listed = [COMMAND, "member", "list", "--json"]
        members = subprocess.run(listed, capture_output=True, env=environment, check=True)
        process.send_signal(signal.SIGTERM)
    assert said["console"].startswith("https://minis.example/console/")
    assert json.loads(members.stdout) == []


def test_a_misspelt_variable_is_warned_of(command, monkeypatch):
    """It would count for nothing, and nobody would know."""
    monkeypatch.setenv("LOCALMINIS_TOKEN_LIFETIME", "nov2026")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = command("serve", "--port", str(taken.getsockname()[1]))
    assert "warning: LOCALMINIS_TOKEN_LIFETIME is no setting." in ran.err


def test_a_port_in_use_exits_with_3(refused):
    """The sentence names the port and the option, and the folder is free afterwards."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = refused(3, "serve", "--port", port)
    assert port in said
    assert "--port" in said


def test_a_folder_in_use_exits_with_3(refused, serve_platform, tmp_path):
    """Two platforms never share a file."""
    with serve_platform(tmp_path / "home"):
        assert str(tmp_path / "home") in refused(3, "serve", "--port", "0")


@pytest.mark.parametrize(
    ("option", "value"),
    [("--port", "99999"), ("--port", "-1"), ("--port", "http"), ("--seed", "-1")],
)
def test_a_number_outside_the_range_is_bad_usage(refused, option, value):
    """Exit code 2 and the option's name; the number never reaches the system."""
    assert option in refused(2, "serve", option, value)
