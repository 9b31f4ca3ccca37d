import json


def test_orders_are_listed_and_shown(command, serve_platform, tmp_path):
    """What a backend ordered can be looked up, while the platform runs and afterwards."""
    with serve_platform(tmp_path / "home") as platform:
        app = platform.new_app()
        trade_order_id = platform.new_order(platform.access_token(app), "ord-é")
        running = command("order", "list")
    stopped = command("order", "list")
    assert running.out == stopped.out
    row = stopped.out.splitlines()[1].split()
    assert row == [trade_order_id, "ord-é", "99", "PENDING", "Episode", "3"]
    shown = json.loads(command("order", "show", trade_order_id).out)
    assert (shown["order_id"], shown["paid_at_s"]) == ("ord-é", None)
    by_app = ["order", "list", "--app", app["client_key"], "--user", "Mia", "--json"]
    assert len(json.loads(command(*by_app).out)) == 1
    assert json.loads(command("order", "list", "--user", "Kenji", "--json").out) == []


def test_an_unknown_order_app_or_user_is_refused(refused):
    """An empty list would hide a typing mistake."""
    assert "'TOIDnone'" in refused(1, "order", "show", "TOIDnone")
    assert "'mnnone'" in refused(1, "order", "list", "--app", "mnnone")
    assert "'Nobody'" in refused(1, "order", "list", "--user", "Nobody")


def test_an_order_is_paid_from_a_script(command, refused, serve_platform, tmp_path):
    """With the Beans that are there, or with the recharge that the sheet offers; once."""
    with serve_platform(tmp_path / "home") as platform:
        token = platform.access_token(platform.new_app())
        dear, cheap = platform.new_order(token, "a", 99), platform.new_order(token, "b", 1)
        assert "Beans" in refused(1, "order", "pay", dear)
        assert "is paid" in command("order", "pay", dear, "--recharge").out
        assert json.loads(command("order", "pay", cheap, "--json").out)["paid_at_s"]
        assert "paid" in refused(1, "order", "pay", dear)
        assert "TOIDnone" in refused(1, "order", "pay", "TOIDnone")
        assert platform.admin("GET", "wallets/1")["balance_beans"] == 50
        assert platform.admin("GET", "ledger/audit")["problems"] == []
