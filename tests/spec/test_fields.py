import msgspec
import pytest

from localminis.spec import endpoints, error_codes
from localminis.spec.fields import ERRORS, FIELDS
from localminis.web.api import beans, orders, subscriptions, user

KINDS = {str: "text", int: "number", list[str]: "texts", list[int]: "numbers"}
SHAPES = {
    endpoints.USER_INFO: user.UserInfoQuery,
    endpoints.TIER_INFOS: beans.TierInfosBody,
    endpoints.CHECK_AMOUNTS: beans.CheckAmountsBody,
    endpoints.ORDER_CREATE: orders.CreateBody,
    endpoints.ORDER_QUERY: orders.QueryBody,
    endpoints.SUBSCRIPTION_CREATE: subscriptions.CreateBody,
    endpoints.SUBSCRIPTION_REACTIVATE: subscriptions.ReactivateBody,
    endpoints.SUBSCRIPTION_ACTIVE_LIST: subscriptions.Nothing,
    endpoints.SUBSCRIPTION_INFO: subscriptions.OrderBody,
    endpoints.SUBSCRIPTION_ORDER_INFO: subscriptions.OrderBody,
    endpoints.SUBSCRIPTION_TIER_INFO: subscriptions.TierBody,
}


def read(shape, above=""):
    """Yield name, kind and whether it is required, of every field that a shape takes."""
    for each in msgspec.structs.fields(shape):
        name = f"{above}{each.encode_name}"
        if isinstance(each.type, type) and issubclass(each.type, msgspec.Struct):
            yield name, "object", each.required
            yield from read(each.type, f"{name}.")
        else:
            kinds = [kind for given, kind in KINDS.items() if each.type in {given, given | None}]
            yield name, kinds[0], each.required


def test_every_endpoint_has_its_fields_and_errors():
    """No endpoint is left out, and every code is one that the platform knows."""
    ids = {each.id for each in endpoints.ENDPOINTS}
    assert set(FIELDS) == set(ERRORS) == ids
    known = {
        *error_codes.WORD_STATUS,
        *error_codes.NUMERIC_MEANING,
        *error_codes.OAUTH_STATUS,
    }
    assert {code for codes in ERRORS.values() for code in codes} <= known


@pytest.mark.parametrize("endpoint", SHAPES, ids=lambda endpoint: endpoint.id)
def test_the_fields_are_those_that_the_endpoint_reads(endpoint):
    """What is written here and what the door takes are the same names, kinds and duties."""
    listed = [(each.name, each.kind, each.is_required) for each in FIELDS[endpoint.id]]
    if endpoint is endpoints.USER_INFO:  # an empty list of fields is refused by the verb
        listed = [(name, kind, False) for name, kind, _ in listed]
    assert sorted(read(SHAPES[endpoint])) == sorted(listed)
    assert set(SHAPES) == {each for each in endpoints.ENDPOINTS if each.body != "form"}


def test_a_field_lies_where_its_name_says():
    """A dotted name is a path, and what it goes through is an object."""
    for fields in FIELDS.values():
        objects = {each.path for each in fields if each.kind == "object"}
        assert {each.path[:-1] for each in fields} - {()} <= objects
