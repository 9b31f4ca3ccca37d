import pytest

from localminis.web.admin import calls
from localminis.web.admin.routes import TABLE


def test_every_call_of_the_table_is_found_by_its_address():
    """And its path tells which names it needs."""
    assert len(calls.CALLS) == len(TABLE)
    found = calls.find("DELETE", "users/{user}/grants/{client_key}")
    assert found.parameters == ["user", "client_key"]
    with pytest.raises(KeyError):
        calls.find("POST", "nothing")
