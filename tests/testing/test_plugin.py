import os
import subprocess
import sys

TEST = """
def test_one(minis, minis_app):
    assert minis.balance() == 50
    assert minis_app.inbox.events == ()

def test_two(minis_session):
    assert minis_session.new_user("Ana", beans=7)

def test_three(minis_session):
    assert minis_session.balance("Ana") == 7
"""


def test_a_project_gets_the_fixtures_by_installing_the_package(tmp_path):
    """Nothing has to be written into its conftest, and the marker is known."""
    (tmp_path / "test_mine.py").write_text(TEST, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--strict-markers"]
    ran = subprocess.run(
        [*command, "-W", "error", "."],
        cwd=tmp_path,
        env={name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "3 passed" in ran.stdout, ran.stdout + ran.stderr


def test_a_run_that_asks_for_nothing_loads_nothing():
    """The plugin is loaded in every run of pytest, so it must cost nothing."""
    code = "import sys, localminis.testing.plugin; print('starlette' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
