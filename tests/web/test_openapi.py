import json
import re

import pytest

from localminis.spec.endpoints import ENDPOINTS
from localminis.web import openapi
from localminis.web.admin.routes import TABLE

DESCRIPTIONS = {openapi.OPEN_API_PATH: openapi.open_api, openapi.ADMIN_PATH: openapi.admin_api}


@pytest.mark.parametrize("path", DESCRIPTIONS)
def test_a_description_is_served_and_holds_together(shared, path):
    """Anybody may read it, and every reference in it leads somewhere."""
    served = shared.http.get(path)
    assert served.status_code == 200
    document = served.json()
    assert document == json.loads(json.dumps(DESCRIPTIONS[path]()))
    named = set(re.findall(r'"#/components/schemas/(\w+)"', served.text))
    assert named == set(document["components"]["schemas"])


def test_every_endpoint_is_described_with_its_token_and_body():
    """The open API's description has each endpoint once, as `spec/` has it."""
    paths = openapi.open_api()["paths"]
    assert {(path, *operations) for path, operations in paths.items()} == {
        (each.path, each.method.lower()) for each in ENDPOINTS
    }
    for each in ENDPOINTS:
        operation = paths[each.path][each.method.lower()]
        assert ("security" in operation) == (each.auth == "user")
        kinds = {"form": ["application/x-www-form-urlencoded"], "json": ["application/json"]}
        body = operation.get("requestBody", {"content": {}})
        assert list(body["content"]) == kinds.get(each.body, [])
        assert ("parameters" in operation) == (each.body == "query")


def test_every_admin_call_is_described():
    """The admin API's description has each call of the table under a name of its own."""
    described = {
        (method.upper(), path, operation["operationId"])
        for path, operations in openapi.admin_api()["paths"].items()
        for method, operation in operations.items()
    }
    assert len(described) == len({name for _, _, name in described}) == len(TABLE)
    assert {(method, path) for method, path, _ in described} == {
        (method, f"/admin/v1/{path}") for method, path, _, _ in TABLE
    }


def test_limits_are_in_the_description():
    """A tool that makes requests from the description knows what is taken."""
    create = openapi.open_api()["paths"]["/v2/minis/trade_order/create/"]["post"]
    schema = create["requestBody"]["content"]["application/json"]["schema"]
    amount = schema["properties"]["token_amount"]
    assert (amount["type"], amount["minimum"], amount["maximum"]) == ("integer", 1, 40_000)
    info = schema["properties"]["order_info"]
    assert info["required"] == ["order_id", "product_name"]
    assert info["properties"]["order_id"]["maxLength"] == 128
