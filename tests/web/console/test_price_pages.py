import re


def test_a_tier_is_added_changed_priced_and_taken_out(alone):
    """Each step by a form that works without scripts."""
    text = alone.send("tiers", tier_id="team_1", beans="10", price_usd="0.99")
    assert "team_1 is sold." in text
    page = "tiers/team_1"
    assert "Saved." in alone.send(page, beans="20")
    assert "It costs 150 JPY in JP." in alone.send(page, f"{page}/price", region="JP", price="150")
    shown = alone.see("tiers?region=JP")
    assert re.search(r">150 <span[^>]+>own<", shown)
    assert "team_1 is not sold any more." in alone.send(page, f"{page}/remove")
    assert "was taken out" in alone.see("tiers")
    again = alone.send("tiers", tier_id="team_1", beans="30", price_usd="0.99")
    assert "team_1 is sold." in again
    assert "The 8 tiers of LocalMinis" in alone.send("tiers", "tiers/restore")


def test_what_is_refused_keeps_what_was_typed(alone, console):
    """A tier that is there already, a line that cannot be read, another tab that was faster."""
    taken = alone.send("tiers", tier_id="local_beans_100", beans="7", price_usd="0.99", status=409)
    assert "is there already" in console.said(taken)[0]
    assert console.Forms(taken).forms["/console/tiers"]["beans"] == "7"
    sheet = alone.send("tiers", "tiers/import", csv="tier_id,beans,price_usd\na,b,c", status=400)
    assert "Line 2" in console.said(sheet)[0]
    page = "tiers/local_beans_100"
    stale = console.Forms(alone.see(page)).forms[f"/console/{page}"]["fingerprint"]
    alone.send(page, beans="101")
    late = alone.send(page, beans="102", fingerprint=stale, status=409)
    assert "Stored meanwhile: <strong>101</strong>" in late


def test_a_sku_is_added_changed_and_taken_out(alone):
    """In a set of its own, beside those of LocalMinis and of the sandbox."""
    text = alone.send("skus", sku="club_1M", set_name="club", price_usd="3.00")
    assert "club_1M is sold." in text
    assert ">club</h2>" in text
    page = "skus/club_1M"
    assert "Saved." in alone.send(page, price_usd="4.00")
    assert "sold to nobody new" in alone.send(page, f"{page}/remove")
    assert "taken out" in alone.see("skus")
    assert "The 6 subscriptions" in alone.send("skus", "skus/restore")
