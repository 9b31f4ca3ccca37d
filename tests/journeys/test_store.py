"""Wallets and refunds from the command line, over a platform that is not running."""

import json
import sqlite3
import sys

import pytest

from localminis.cli import root


@pytest.fixture
def command(monkeypatch, capsys, tmp_path):
    """Run `localminis` on a state folder of the test; returns exit code and output."""
    monkeypatch.setenv("LOCALMINIS_HOME", str(tmp_path / "home"))

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["localminis", *arguments])
        with pytest.raises(SystemExit) as left:
            root.main()
        written = capsys.readouterr()
        return left.value.code, written.out + written.err

    return run


def test_a_recharge_is_bought_and_taken_back(command, serve_platform, tmp_path):
    """The refund names the order that gives Beans back, and `--json` says the same."""
    assert command("wallet", "recharge", "Mia", "local_beans_100")[1] == "Mia has 150 Beans.\n"
    with serve_platform(tmp_path / "home") as platform:
        app = platform.new_app()
        trade_order_id = platform.new_order(platform.access_token(app), beans=120)
        call = {"client_key": app["client_key"], "user": 1, "trade_order_id": trade_order_id}
        platform.simulator("pay", **call)
    refunded = command("wallet", "refund", "Mia")[1]
    assert "of 100 Beans: 30 from the wallet, 70 from orders, 0 still to come" in refunded
    assert f"{trade_order_id}  70" in refunded
    assert "refunded" in command("wallet", "recharges", "Mia")[1]
    [listed] = json.loads(command("wallet", "recharges", "1", "--json")[1])
    assert (listed["tier_id"], listed["is_refunded"]) == ("local_beans_100", True)
    code, said = command("wallet", "refund", "Mia", "--json")
    assert (code, "no recharge that could be refunded" in said) == (1, True)
    command("wallet", "recharge", "Mia", "local_beans_300")
    code, said = command("wallet", "refund", "Mia", "--parts", "2", "--json")
    assert (code, json.loads(said)["wallet_beans"]) == (0, 300)


def test_the_sandbox_is_switched_from_the_command_line(command, serve_platform, tmp_path):
    """For a user, and for one open order."""
    assert "Mia pays in the sandbox, without Beans" in command("wallet", "sandbox", "Mia", "on")[1]
    assert (
        json.loads(command("wallet", "sandbox", "Mia", "off", "--json")[1])["is_sandbox"] is False
    )
    with serve_platform(tmp_path / "home") as platform:
        trade_order_id = platform.new_order(platform.access_token(platform.new_app()))
    assert "without Beans" in command("order", "sandbox", trade_order_id, "on")[1]
    row = command("order", "list")[1].splitlines()[1].split()
    assert row[:5] == [trade_order_id, "ord-1", "99", "PENDING", "yes"]
    shown = json.loads(command("order", "sandbox", trade_order_id, "off", "--json")[1])
    assert shown["is_sandbox"] is False
    assert command("order", "sandbox", trade_order_id, "maybe")[0] == 2


def test_the_ledger_is_audited_from_the_command_line(command, tmp_path):
    """Exit 0 while the laws hold, 1 with each broken one named."""
    code, said = command("wallet", "audit")
    assert (code, "The ledger holds" in said) == (0, True)
    assert json.loads(command("wallet", "audit", "--json")[1])["problems"] == []
    database = sqlite3.connect(tmp_path / "home" / "localminis.db")
    with database:
        database.execute("UPDATE accounts SET balance_beans = 77 WHERE kind = 'wallet'")
    database.close()
    code, said = command("wallet", "audit")
    assert (code, "keeps 77, its entries 50" in said) == (1, True)
