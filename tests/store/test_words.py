from typing import get_args

import pytest
from sqlalchemy import Integer

from localminis.commerce import model as commerce
from localminis.commerce import refunds, renewals
from localminis.store import state
from localminis.store.model import StateInvalid
from localminis.store.tables.schema import state_tables
from localminis.store.words import FORMS, WORDS
from localminis.webhooks import events
from localminis.webhooks import model as webhooks


def test_the_words_are_those_that_the_rooms_write():
    """What a room means by a word is known to the check of documents, and nothing else is."""
    of = {name: set(words) for name, words in WORDS.items()}
    assert of["accounts", "kind"] == set(get_args(commerce.AccountKind))
    assert of["orders", "trade_order_status"] == set(get_args(commerce.OrderStatus))
    assert of["subscriptions", "state"] == set(get_args(commerce.SubscriptionState))
    assert of["subscription_orders", "kind"] == set(get_args(commerce.SubscriptionOrderKind))
    assert of["webhook_deliveries", "state"] == set(get_args(webhooks.State))
    assert of["webhook_deliveries", "purpose"] == set(get_args(webhooks.Purpose))
    assert of["agenda", "kind"] == {events.DELIVER, renewals.STEP, refunds.TRACE}


def test_every_column_of_words_exists():
    """A column that is renamed takes its words along."""
    columns = {(table.name, column.name) for table in state_tables() for column in table.columns}
    assert {*WORDS, *FORMS} <= columns


def test_another_word_is_refused(store):
    """Work of a kind that nobody does would wait for ever."""
    document = store.run_sync(lambda tx: state.dump(tx, lambda sealed, _: sealed))
    row = {"id": 1, "kind": "tea", "key": "k", "clock_id": "main", "due_at_s": 0}
    document["tables"]["agenda"] = [{**row, "leased_until_s": 0, "lane": "", "claims": 0}]
    with pytest.raises(StateInvalid, match=r"agenda\.kind in row 0 is 'tea', not one of webhook"):
        store.run_sync(lambda tx: state.restore(tx, document, lambda text, _: text))


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        ("app_icons", {"media_type": "text/html"}),
        ("code_versions", {"package_sha256": "/etc"}),
        ("code_versions", {"package_sha256": "../" + "0" * 61}),
    ],
    ids=["page", "absolute", "above"],
)
def test_a_document_names_no_page_and_no_place_of_its_own(store, table, changed):
    """What is served and from where is never what somebody's file says."""
    document = store.run_sync(lambda tx: state.dump(tx, lambda sealed, _: sealed))
    columns = next(each for each in state_tables() if each.name == table).columns
    row = {each.name: 1 if isinstance(each.type, Integer) else "x" for each in columns}
    row |= {name: words[0] for (of, name), words in WORDS.items() if of == table}
    document["tables"][table] = [{**row, **changed}]
    [name] = changed
    with pytest.raises(StateInvalid, match=rf"{table}\.{name} in row 0"):
        store.run_sync(lambda tx: state.restore(tx, document, lambda text, _: text))
