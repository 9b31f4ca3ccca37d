import json


def test_a_tier_is_added_priced_taken_out_and_restored(command):
    """As in the console; the list says whose each is."""
    assert (
        "120 Beans for 1.99 USD"
        in command("tier", "set", "team_120", "--beans", "120", "--price-usd", "1.99").out
    )
    assert "costs 250 JPY in JP" in command("tier", "price", "team_120", "jp", "250").out
    listed = command("tier", "list", "--region", "JP").out
    assert "yours, own price here" in listed
    assert "ours" in listed
    assert "not sold any more" in command("tier", "remove", "team_120").out
    assert "8 tiers" in command("tier", "restore").out
    assert json.loads(command("tier", "list", "--json").out)["is_default"]


def test_a_csv_is_imported(command, refused, tmp_path):
    """A wrong line is said with its number, a missing file with its name."""
    sheet = tmp_path / "tiers.csv"
    sheet.write_text("tier_id,beans,price_usd,name\nteam_1,1,0.01,One\n", "utf-8-sig")
    assert "1 tier is sold" in command("tier", "import", str(sheet)).out
    sheet.write_text("tier_id,beans,price_usd\nteam_1,none,0.01\n")
    assert "Line 2" in refused(1, "tier", "import", str(sheet))
    assert "missing.csv" in refused(3, "tier", "import", str(tmp_path / "missing.csv"))
