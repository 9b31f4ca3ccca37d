"""From a project's sources to a released version, over HTTP, with our own toolchain."""

import json
import subprocess
import sys
from pathlib import Path

import httpx2

BIN = Path(sys.executable).parent
PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Released</title>
  </head>
  <body>
    <p>%s</p>
    <script src="./app.js"></script>
  </body>
</html>
"""


def run(name: str, *arguments: str, cwd: Path) -> str:
    done = subprocess.run(
        [BIN / name, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def built(project: Path, key: str, text: str) -> Path:
    """Start a project, let its build be one folder, and pack it."""
    output = project / "dist"
    output.mkdir(parents=True)
    (project / "index.html").write_text(PAGE % text)
    (project / "package.json").write_text('{"name": "released"}')
    run("localminis", "init", "--client-key", key, "--yes", cwd=project)
    (output / "index.html").write_text((project / "index.html").read_text())
    (output / "app.js").write_text("TTMinis.login({ success: () => {} });\n")
    run("ttdx", "minis", "build", cwd=project)
    return project / "minis.zip"


def test_a_version_is_released_to_ten_percent_to_everybody_and_rolled_back(platform, tmp_path):
    """Each step is a call, and what the simulator opens follows it."""
    key = platform.admin("POST", "apps", {"name": "App", "client_key": "mnrelease0001"})[
        "client_key"
    ]
    path = f"apps/{key}"
    platform.admin("PUT", f"{path}/domains", {"domains": ["https://api.example.com"]})
    platform.admin("PUT", f"{path}/test-users/Kenji")
    for number in (1, 2):
        package = built(tmp_path / str(number), key, f"version {number}")
        environment_home = str(platform.home)
        uploaded = json.loads(
            run(
                "localminis",
                "upload",
                str(package),
                "--home",
                environment_home,
                "--json",
                cwd=tmp_path,
            )
        )
        assert (uploaded["number"], uploaded["state"]) == (number, "preview")
        assert f"version {number}" in page(platform, uploaded["preview_url"].rpartition("=")[2])

    def step(what: str, **body) -> dict:
        return platform.admin("POST", f"{path}/{what}", body)

    for number in (1, 2):
        step(f"versions/{number}/submit")
        step(f"versions/{number}/approve")
    step("versions/1/release")
    step("versions/2/release", percentage=10)
    users = [f"user{number}" for number in range(30)]
    for name in users:
        platform.admin("POST", "users", {"name": name})
    first = share(platform, path, users)
    assert 0 < len(first) < 15
    assert "version 2" in page(platform, "search", user="Kenji")
    step("rollout", percentage=60)
    second = share(platform, path, users)
    assert first < second
    outside = next(name for name in users if name not in second)
    assert "version 1" in page(platform, "search", user=outside)
    step("rollout", percentage=100)
    assert share(platform, path, users) == set(users)
    assert "version 2" in page(platform, "search", user=outside)
    step("rollback")
    assert share(platform, path, users) == set()
    assert "version 1" in page(platform, "search", user="Kenji")


def share(platform, path: str, users: list[str]) -> set[str]:
    """Name the users who get the second version."""
    return {name for name in users if platform.admin("GET", f"{path}/search/{name}")["number"] == 2}


def page(platform, version: str, user: str = "Mia") -> str:
    """Open a version as the simulator does; the page that it gets."""
    query = {"client_key": "mnrelease0001", "version": version, "user": user}
    session = platform.http.get("/simulator/api/session", params=query).json()
    answer = httpx2.get(session["page_url"], trust_env=False)
    assert "https://api.example.com" in answer.headers["content-security-policy"]
    script = httpx2.get(f"{session['page_url']}app.js", trust_env=False)
    assert "TTMinis.login" in script.text
    return answer.text
