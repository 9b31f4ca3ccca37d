import pytest

from localminis.web.admin import fingerprints
from localminis.web.admin.fingerprints import Overtaken


def test_a_fingerprint_is_the_objects_own():
    """Equal objects have equal ones, and any change another; who names none is let through."""
    first = fingerprints.of({"a": 1, "b": [2]})
    assert first == fingerprints.of({"b": [2], "a": 1})
    assert first != fingerprints.of({"a": 1, "b": [3]})
    fingerprints.require({"fingerprint": first}, first)
    fingerprints.require({"fingerprint": first}, None)
    with pytest.raises(Overtaken):
        fingerprints.require({"fingerprint": first}, "other")


def test_a_script_is_refused_like_a_tab(platform):
    """The admin API takes the fingerprint too, and nothing is stored when it is an old one."""
    key = platform.new_app()["client_key"]
    read = platform.admin("GET", f"apps/{key}")
    changed = platform.admin(
        "PATCH", f"apps/{key}", {"developer": "B", "fingerprint": read["fingerprint"]}
    )
    assert changed["fingerprint"] != read["fingerprint"]
    with pytest.raises(Exception, match="changed by somebody else"):
        platform.admin(
            "PATCH", f"apps/{key}", {"developer": "C", "fingerprint": read["fingerprint"]}
        )
    assert platform.admin("GET", f"apps/{key}")["developer"] == "B"
