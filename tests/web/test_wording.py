import msgspec
import pytest

from localminis.web import wording, world
from localminis.web.api.orders import CreateBody


def said(raw, shape):
    """Read a body that does not have a shape, and say what is wrong with it."""
    with pytest.raises(msgspec.MsgspecError) as refused:
        msgspec.json.decode(raw, type=shape)
    return wording.explain(refused.value, shape)


@pytest.mark.parametrize(
    ("raw", "message", "field"),
    [
        (
            '{"users":[{"name":"a","beanz":3}]}',
            "users[0].beanz is an unknown field. Did you mean beans?",
            "users[0].beanz",
        ),
        (
            '{"apps":[{"client_key":"k","name":"n","placements":[{"nam":"x"}]}]}',
            "apps[0].placements[0].nam is an unknown field. Did you mean name?",
            "apps[0].placements[0].nam",
        ),
        ('{"usrs":[]}', "usrs is an unknown field. Did you mean users?", "usrs"),
        ('{"q":[]}', "q is an unknown field. Known: apps, users, tiers.", "q"),
        ('{"users":{}}', "users must be a list, not an object.", "users"),
        (
            '{"users":[{"name":"x","beans":1.5}]}',
            "users[0].beans must be a whole number, not a fraction or a number that is too long.",
            "users[0].beans",
        ),
        (
            '{"users":[{"name":"x","adult":1}]}',
            "users[0].adult must be true or false, not a number.",
            "users[0].adult",
        ),
        (
            '{"apps":[{"client_key":"k","name":"n","placements":[{"name":"x","kind":"bad"}]}]}',
            "apps[0].placements[0].kind is 'bad'. Use interstitial or rewarded.",
            "apps[0].placements[0].kind",
        ),
        ('{"users":[{}]}', "The field users[0].name is missing.", "users[0].name"),
        ("[]", "The body must be an object, not a list.", None),
        ("{", "The JSON body is empty or cut short.", None),
    ],
)
def test_what_is_wrong_is_said_in_words(raw, message, field):
    """Where it is, what it is, and what was probably meant."""
    found = said(raw, world.World)
    assert (found.message, found.field) == (message, field)


def test_what_would_pass_is_said_of_the_body_itself():
    """A field's own form is known elsewhere."""
    assert said("[]", CreateBody).passes == "A JSON object."
    assert said('{"token_type":1}', CreateBody).passes is None
    assert said("nonsense", CreateBody).passes == "A JSON object."
