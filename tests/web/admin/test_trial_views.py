import pytest

from localminis.steering import AdminRefused


def test_a_tried_address_is_registered_when_it_answers(platform, receiver):
    """And only then, and only if that is wanted."""
    key = platform.new_app()["client_key"]
    tried = platform.admin("POST", f"apps/{key}/webhook", {"url": receiver.url, "is_saved": False})
    assert (tried["status"], tried["is_saved"]) == (200, False)
    assert platform.admin("GET", f"apps/{key}")["webhook_url"] is None
    receiver.answers = [404]
    with pytest.raises(AdminRefused, match="Nothing was saved"):
        platform.admin("POST", f"apps/{key}/webhook", {"url": receiver.url})
    platform.admin("POST", f"apps/{key}/webhook", {"url": receiver.url})
    assert platform.admin("GET", f"apps/{key}")["webhook_url"] == receiver.url


def test_a_receiver_test_needs_a_receiver_and_its_own_orders(platform):
    """Neither an app without an address nor another app's order starts anything."""
    app, other = platform.new_app(), platform.new_app()
    order = platform.new_order(platform.access_token(other))
    path = f"apps/{app['client_key']}/webhook/torture"
    with pytest.raises(AdminRefused, match="no webhook address"):
        platform.admin("POST", path, {})
    with pytest.raises(AdminRefused, match="another app"):
        platform.admin("POST", path, {"url": "http://127.0.0.1:9/", "orders": [order]})
