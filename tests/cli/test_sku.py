def test_a_sku_is_added_listed_taken_out_and_restored(command, refused):
    """As in the console, beside the sandbox's tiers, which stay."""
    line = ("sku", "set", "club_1M", "--set", "club", "--cycle", "MONTHLY", "--price-usd")
    assert "club_1M of club costs 3.00 USD" in command(*line, "3.00").out
    listed = command("sku", "list").out
    assert "(sandbox)" in listed
    assert "sold to nobody new" in command("sku", "remove", "club_1M").out
    assert "taken out" in command("sku", "list").out
    assert "6 subscriptions" in command("sku", "restore").out
    assert "at most 400" in refused(1, *line, "401.00")
