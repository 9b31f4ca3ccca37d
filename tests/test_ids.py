import re
from collections import Counter

import pytest

from localminis import ids

FORMS = {
    ids.new_client_key: r"mn[a-z0-9]{14}",
    ids.new_client_secret: r"[a-z0-9]{40}",
    ids.new_open_id: r"-000[a-z0-9]{32}",
    ids.new_union_id: r"[a-z0-9]{36}",
    ids.new_code: r"[\w-]{64}",
    ids.new_access_token: r"act\.[\w-]{48}",
    ids.new_refresh_token: r"rft\.[\w-]{48}",
    ids.new_client_token: r"clt\.[\w-]{48}",
    ids.new_trade_order_id: r"TOID[a-z0-9]{18}",
    ids.new_admin_token: r"adm\.[\w-]{43}",
    ids.new_page_token: r"[\w-]{43}",
    ids.new_log_tail: r"[0-9A-F]{20}",
}


@pytest.mark.parametrize("make", FORMS, ids=lambda make: make.__name__)
def test_an_id_has_its_form_and_never_comes_twice(make):
    """Prefix, length and alphabet are fixed; a thousand differ."""
    made = {make() for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(re.fullmatch(FORMS[make], each) for each in made)


def test_a_record_id_carries_its_prefix():
    """What a record is can be read off its id."""
    assert re.fullmatch(r"evt_[a-z0-9]{20}", ids.new_row_id("evt"))


@pytest.mark.parametrize("make", [ids.new_trade_order_id, lambda: ids.new_row_id("evt")])
def test_ids_of_rows_come_in_order(make):
    """Each comes after all that this process has made before, so that indexes grow in one place."""
    made = [make() for _ in range(2_000)]
    assert made == sorted(made)


def test_random_letters_are_drawn_fairly():
    """Each letter is as likely as any other."""
    counted = Counter("".join(ids.new_client_secret() for _ in range(2_000)))
    expected = 2_000 * 40 / 36
    assert len(counted) == 36
    assert all(0.8 * expected < each < 1.2 * expected for each in counted.values())


def test_keys_and_nonces_have_the_asked_length():
    """Random bytes come in whole."""
    assert len(ids.new_vault_key(32)) == 32
    assert len(ids.new_nonce(12)) == 12
    assert ids.new_nonce(12) != ids.new_nonce(12)


def test_jitter_stays_within_a_fifth():
    """Retries are spread, and never beyond a fifth of their delay."""
    drawn = [ids.new_jitter() for _ in range(1_000)]
    assert 0.8 <= min(drawn) < 0.9
    assert 1.1 < max(drawn) <= 1.2
