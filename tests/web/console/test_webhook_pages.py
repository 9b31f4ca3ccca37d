def test_an_address_is_saved_only_after_its_ping(alone, receiver, console):
    """What does not acknowledge is not saved, and the reason is there to read."""
    key = alone.platform.new_app()["client_key"]
    page = f"apps/{key}/webhook"
    receiver.answers = [500]
    refused = alone.send(page, url=receiver.url, status=409)
    assert "It answered 500" in console.said(refused)[0]
    assert alone.platform.admin("GET", f"apps/{key}")["webhook_url"] is None
    test = f"{page}/test"
    mark = console.Forms(refused).forms[f"/console/{page}"]["_mark"]
    fields = {"_mark": mark, "url": receiver.url, "is_saved": "false"}
    headers = {"Origin": alone.platform.url}
    tried = alone.http.post(f"/console/{test}", data=fields, headers=headers)
    assert "Nothing was saved" in console.said(tried.text)[0]
    assert "and is saved" in alone.send(page, url=receiver.url)
    assert alone.platform.admin("GET", f"apps/{key}")["webhook_url"] == receiver.url
    assert [each["event"] for each in receiver.wait_for(3)] == ["tiktok.ping"] * 3
    assert "The address is removed." in alone.send(page, f"{page}/remove")


def test_the_log_is_searched_and_a_delivery_sent_again(alone, receiver):
    """Filters narrow the list; resend and replay send the same event once more."""
    app = alone.platform.new_app(receiver.url)
    delivery = alone.platform.admin("POST", f"apps/{app['client_key']}/ping")
    receiver.wait_for(1)
    assert "tiktok.ping" in alone.see(f"webhooks?client_key={app['client_key']}")
    assert "No delivery matches" in alone.see("webhooks?state=dead&event=tiktok.ping&status=500")
    page = f"webhooks/{delivery['id']}"
    assert "It is on its way again." in alone.send(page, f"{page}/resend")
    receiver.wait_for(2)
    replayed = alone.send("webhooks", "webhooks/replay", since_s="600", is_failed_only="false")
    assert "1 deliveries are due again." in replayed
    receiver.wait_for(3)


def test_a_receiver_is_tortured_from_the_page(alone, receiver):
    """Each case has its line; a receiver that takes anything fails some."""
    key = alone.platform.new_app(receiver.url)["client_key"]
    page = f"apps/{key}/webhook"
    text = alone.send(page, f"{page}/torture", timeout_s="2")
    assert 'data-testid="results"' in text
    assert ">pass<" in text
    assert ">fail<" in text
