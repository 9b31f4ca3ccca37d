"""`config`, as it is called."""

import json
import subprocess
import sys

import pytest

PROGRAM = """
from localminis.cli import terminal
from localminis.cli.config import config
terminal.run(lambda: config.main(prog_name="localminis config", standalone_mode=False))
"""
TEXT = '{\n\t"dev": {"prot": 1}, // mine\n\t"domain": {"allowList": ["http://é.example"]}\n}\n'
GOOD = '{"dev": {"clientKey": "awk1", "port": "3000"}, "build": {"output": "dist"}}'


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "minis.config.json"
    file.write_text(GOOD)
    return file


def config(path, *arguments):
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=path.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def test_show_tells_what_counts_and_where_it_comes_from(path):
    """Defaults and stray spellings are told from a developer's own words."""
    lines = {line.split()[0]: line.split()[1:] for line in config(path, "show").stdout.splitlines()}
    assert lines["dev.port"] == ["3000", "dev.port"]
    assert lines["build.outputDir"] == ["dist", "build.output"]
    assert lines["dev.host"] == ["localhost", "default"]
    shown = json.loads(config(path, "show", "--json").stdout)
    assert shown["values"]["dev.port"] == 3000
    assert shown["spellings"]["build.outputDir"] == "build.output"


def test_set_changes_one_value_and_says_it(path):
    """The result is one line, and the file keeps its form."""
    result = config(path, "set", "dev.port", "4000")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "✓ minis.config.json: dev.port is now 4000\n"
    assert path.read_text() == GOOD.replace('"3000"', "4000")
    assert "was already" in config(path, "set", "dev.port", "4000").stdout
    done = config(path, "set", "domain.trustedDomains", "https://a.example", "wss://b.example")
    assert "which only newer documentation mentions" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("set", "dev.prot", "1"), 1, "Did you mean dev.port?"),
        (("set", "dev.port", "x"), 1, "Use a whole number"),
        (("set", "dev.port"), 2, "VALUE"),
        (("show", "--game"), 1, "There is no minigame.config.json"),
        (("validate", "-C", "nowhere"), 2, "nowhere"),
    ],
)
def test_refusals_name_what_is_wrong(path, arguments, status, says):
    """One sentence, the right exit code, and a file that is as it was."""
    result = config(path, *arguments)
    assert result.returncode == status
    assert says in result.stderr
    assert path.read_text() == GOOD


def test_validate_shows_each_problem_at_its_place(path):
    """File, line and column, the source line with a marker, and the accepted form."""
    path.write_text(TEXT)
    result = config(path, "validate")
    assert result.returncode == 1
    assert result.stdout.splitlines() == [
        (
            "minis.config.json:1:1: warning: There is no client key. Add dev.clientKey: the client "
            "key of your app as a string. [missing]"
        ),
        "    {",
        "    ^",
        (
            "minis.config.json:2:10: warning: dev.prot is not a field of minis.config.json that "
            "LocalMinis knows; it is kept. Did you mean dev.port? [unknown-key]"
        ),
        '    \t"dev": {"prot": 1}, // mine',
        "    \t        ^^^^^^",
        (
            'minis.config.json:3:27: error: domain.allowList[0] is "http://é.example". Use a list '
            'of hosts such as ["https://api.example.com"]. [bad-domains]'
        ),
        '    \t"domain": {"allowList": ["http://é.example"]}',
        "    \t                         ^^^^^^^^^^^^^^^^^^",
    ]
    assert result.stderr == "error: minis.config.json: 1 error, 2 warnings\n"


def test_validate_for_scripts(path):
    """The exit code is the verdict; warnings count only when asked for."""
    assert config(path, "validate").stdout == "✓ minis.config.json: no problem\n"
    path.write_text('{"dev": {"port": 3000}}')
    assert config(path, "validate").returncode == 0
    assert config(path, "validate", "--strict").returncode == 1
    result = config(path, "validate", "--json")
    assert result.returncode == 0
    found = json.loads(result.stdout)
    assert found["valid"]
    assert [it["code"] for it in found["diagnostics"]] == ["missing"]
    path.write_text('{"dev": {"port": 3000}')
    assert "minis.config.json:1:23" in config(path, "validate").stderr


def test_the_schema_can_be_printed(path):
    """An editor can be given the file that fits the installed version."""
    assert json.loads(config(path, "schema").stdout)["title"] == "minis.config.json"
    assert "orientation" in json.loads(config(path, "schema", "--game").stdout)["properties"]


def test_set_counts_whatever_spellings_the_file_has(path):
    """Lists are merged and values could differ, so each spelling that is there gets the new one."""
    path.write_text(
        '{"build": {"outputDir": "a", "folderName": "b"}, // two\n'
        ' "domain": {"allowList": ["https://old.example"], "trustedDomains": []}}'
    )
    config(path, "set", "domain.trustedDomains", "https://new.example")
    config(path, "set", "build.outputDir", "dist")
    assert path.read_text() == (
        '{"build": {"outputDir": "dist", "folderName": "dist"}, // two\n'
        ' "domain": {"allowList": ["https://new.example"], '
        '"trustedDomains": ["https://new.example"]}}'
    )
    values = json.loads(config(path, "show", "--json").stdout)["values"]
    assert values["domain.trustedDomains"] == ["https://new.example"]


def test_a_folder_outside_of_the_project_is_said_where_it_stands(path):
    """It is refused when it is packed, and told at its place before."""
    path.write_text(GOOD.replace('"dist"', '"a/../../dist"'))
    said = config(path, "validate")
    assert said.returncode == 1
    assert 'minis.config.json:1:68: error: build.output is "a/../../dist".' in said.stdout


@pytest.mark.parametrize("name", ["clientSecret", "client_secret"])
def test_a_secret_in_the_config_is_an_error(path, name):
    """The config is copied into the package; what is empty there is only unknown."""
    path.write_text(GOOD.replace('"port"', f'"{name}": "k2j4h5k2j3h4k5", "port"'))
    said = config(path, "validate")
    assert said.returncode == 1
    assert f"1:31: error: dev.{name} would be packed with the app" in said.stdout
    path.write_text(GOOD.replace('"port"', f'"{name}": "", "port"'))
    assert config(path, "validate").returncode == 0
