"""Schemathesis makes requests from our descriptions, good and bad, and holds us to them."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

HOOKS = {"SCHEMATHESIS_HOOKS": "payloads", "PYTHONPATH": str(Path(__file__).parent)}
LOCK = Path(__file__).with_name("requirements.lock")
# Which data is accepted is no question of form here: numbers are refused with status 200, and an
# order id works once.
BUSINESS = "positive_data_acceptance,negative_data_rejection"
FORM = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance,unsupported_method"
)


@pytest.fixture(scope="session")
def schemathesis(tmp_path_factory):
    """Install the tool into an environment of its own: its plugins have no business in ours."""
    folder = tmp_path_factory.mktemp("schemathesis")
    venv.create(folder, with_pip=True)
    install = ["-m", "pip", "install", "-qq", "--require-hashes", "--no-deps", "-r", str(LOCK)]
    subprocess.run([str(folder / "bin/python"), *install], check=True, timeout=300)
    return folder / "bin" / "schemathesis"


def run(schemathesis, platform, path, token, cwd, *options):
    """Let the tool make requests; it must find nothing."""
    result = subprocess.run(
        [
            *(str(schemathesis), "run", f"{platform.url}{path}", "--url", platform.url),
            *("--header", f"Authorization: Bearer {token}", "--seed", "1", "--no-color"),
            *("--generation-database", "none", "--suppress-health-check", "all"),
            *("--request-timeout", "60", *options),
        ],
        cwd=cwd,
        env={**os.environ, **HOOKS},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    sys.stdout.write(result.stdout[-6_000:])
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.packages
def test_the_open_api_answers_as_it_is_described(schemathesis, platform, tmp_path):
    """Every endpoint, with and without its token: no 5xx, no undocumented status or field."""
    token = platform.access_token(platform.new_app())
    options = ("--checks", "all", "--exclude-checks", BUSINESS, "--max-examples", "10")
    said = run(schemathesis, platform, "/openapi.json", token, tmp_path, *options)
    assert "Tested: 13" in said


@pytest.mark.packages
@pytest.mark.slow
def test_the_admin_api_answers_as_it_is_described(schemathesis, platform, tmp_path):
    """Every call of the table, the state as a whole included: no 5xx, no undocumented status."""
    token = platform.platform.context.admin_token
    options = ("--checks", FORM, "--max-examples", "10", "--phases", "coverage,fuzzing")
    run(schemathesis, platform, "/openapi-admin.json", token, tmp_path, *options)
