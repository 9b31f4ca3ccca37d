import msgspec
import pytest

from localminis.spec import scopes, subscriptions
from localminis.web.api import answers


def test_a_field_that_is_not_there_is_left_out():
    """An answer shows what was asked for, and nothing instead of the rest."""
    shown = answers.UserFields(open_id="-000a")
    assert msgspec.json.encode(shown) == b'{"open_id":"-000a"}'
    assert answers.set_or_left_out(None) is msgspec.UNSET
    assert answers.set_or_left_out(0) == 0


def test_the_documented_spellings_are_the_answers_own():
    """Names that look like mistakes are the platform's, in both objects of a subscription."""
    for shape in (answers.Subscription, answers.SubscriptionOrder):
        assert subscriptions.NEXT_DEDUCT_FIELD in shape.__struct_fields__
        assert subscriptions.BEGIN_FIELD in shape.__struct_fields__
    assert set(answers.UserFields.__struct_fields__) == set(scopes.FIELD_SCOPES)


@pytest.mark.parametrize("raw", [b'{"trade_order_id":"TOID1","more":1}', b'{"trade_order_id":"x"}'])
def test_a_shape_takes_nothing_else(raw):
    """So that a test which reads an answer into its shape would see one field too many."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(raw, type=answers.OrderCreated)
