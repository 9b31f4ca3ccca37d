"""Folders that cannot be written and disks that are full, in processes of their own."""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx2
import pytest

UNPRIVILEGED = 65_534

# Root may write anywhere, so the child becomes nobody once everything is imported.
AS_NOBODY = f"""
import os, sys
from pathlib import Path
from localminis.store.sqlite import SqliteStore
from localminis.store.model import DatabaseUnavailable
SqliteStore(Path(sys.argv[1]) / "warm" / "localminis.db").close()
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid({UNPRIVILEGED})
    os.setuid({UNPRIVILEGED})
try:
    SqliteStore(Path(sys.argv[2]) / "localminis.db")
except DatabaseUnavailable as refusal:
    print(refusal.message)
"""

# Like a full disk: no file may grow beyond so many bytes, and writing fails instead of killing.
LIMITED = """
import resource, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from localminis.cli.root import main
main()
"""


@pytest.fixture
def open_folder():
    """Make a folder that every user may reach; pytest's own are for their owner only."""
    folder = Path(tempfile.mkdtemp(prefix="localminis-"))
    folder.chmod(0o755)
    yield folder
    for each in folder.rglob("*"):
        if each.is_dir():
            each.chmod(0o755)
    shutil.rmtree(folder)


def limited(limit_bytes: int, *arguments: str) -> list[str]:
    return [sys.executable, "-c", LIMITED, str(limit_bytes), *arguments]


def test_a_folder_that_may_not_be_written_is_refused(open_folder):
    """A new database is not begun, and the sentence says what to check."""
    home = open_folder / "home"
    home.mkdir()
    home.chmod(0o555)
    child = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(open_folder), str(home)],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert "cannot be used" in child.stdout
    assert "Check the folder's permissions" in child.stdout
    assert list(home.iterdir()) == []


def test_a_database_that_may_not_be_written_is_refused(open_folder):
    """An existing one is left as it was."""
    home = open_folder / "warm"
    command = [sys.executable, "-c", AS_NOBODY, str(open_folder), str(home)]
    subprocess.run(command, capture_output=True, timeout=30, check=False)
    database = home / "localminis.db"
    before = database.read_bytes()
    database.chmod(0o444)
    home.chmod(0o555)
    if os.geteuid() != 0:
        pytest.skip("the first half of the child needs the folder writable")
    child = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert "cannot be used" in child.stdout
    assert database.read_bytes() == before


@pytest.mark.parametrize("limit_bytes", [0, 1_000, 30_000, 100_000])
def test_a_disk_too_full_for_a_first_start_is_said_and_repaired_by_space(tmp_path, limit_bytes):
    """One sentence and exit code 3, nothing half made, and with space the next start works."""
    arguments = ["app", "create", "Drama", "--home", str(tmp_path)]
    ran = subprocess.run(
        limited(limit_bytes, *arguments), capture_output=True, text=True, timeout=30, check=False
    )
    assert ran.returncode == 3, ran.stderr
    assert "Traceback" not in ran.stderr
    assert re.fullmatch(r"error: [^\n]+\n", ran.stderr)
    ran = subprocess.run(
        limited(resource.RLIM_INFINITY, "app", "list", "--json", "--home", str(tmp_path)),
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert json.loads(ran.stdout) == []


def test_a_disk_that_fills_up_refuses_orders_and_loses_none(serve_platform, tmp_path):
    """The platform answers 503 with its code, goes on reading, and what it acknowledged is kept."""
    home = tmp_path / "home"
    with serve_platform(home) as platform:
        app = platform.new_app()
        token = platform.access_token(app)
    command = limited(700_000, "serve", "--port", "0", "--home", str(home))
    headers = {"Authorization": f"Bearer {token}"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        url = re.search(r"http://\S+", process.stdout.readline())[0]
        with httpx2.Client(base_url=url, headers=headers, trust_env=False) as http:
            made = []
            for number in range(2_000):
                body = {
                    "token_type": "BEANS",
                    "token_amount": 1,
                    "order_info": {"order_id": f"ord-{number}", "product_name": "E" * 200},
                }
                response = http.post("/v2/minis/trade_order/create/", json=body)
                if response.status_code != 200:
                    break
                made.append(response.json()["data"]["trade_order_id"])
            refused = response.json()
            asked = http.post("/v2/minis/trade_order/query/", json={"trade_order_id": made[0]})
            form = {each: app[each] for each in ("client_key", "client_secret")}
            form["grant_type"] = "client_credentials"
            for _ in range(200):  # a token takes less room than an order, so some may still fit
                token_answer = http.post("/v2/oauth/token/", data=form)
                if token_answer.status_code != 200:
                    break
        process.terminate()
        process.wait(20)
    assert len(made) > 10
    assert (response.status_code, refused["error"]["code"]) == (503, "50001000")
    assert refused["data"] == {}
    assert asked.json()["data"]["trade_order_status"] == "PENDING"
    assert token_answer.status_code == 503
    assert token_answer.json()["error"] == "temporarily_unavailable"
    with serve_platform(home) as platform:
        stored = {
            order.trade_order_id for order in platform.platform.context.store.run_sync(_all_orders)
        }
        assert stored == set(made)
        assert platform.admin("GET", "status")["ledger_problems"] == []


def _all_orders(tx):
    from localminis.commerce import orders

    return orders.listing(tx, limit=10_000)
