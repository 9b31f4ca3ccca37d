"""What a path names is found, whichever call it is of, or the refusal says what is missing."""

import pytest

from localminis.steering import AdminRefused


def test_an_app_and_a_user_are_found_by_what_the_path_calls_them(platform):
    """A user by name and by number alike."""
    key = platform.new_app()["client_key"]
    assert platform.admin("GET", f"apps/{key}/domains")["domains"] == []
    assert platform.admin("GET", "users/Mia")["id"] == platform.admin("GET", "users/1")["id"]
    assert platform.admin("PUT", f"apps/{key}/test-users/Mia")


def test_what_is_not_there_is_said(platform):
    """With the value that was given."""
    key = platform.new_app()["client_key"]
    for path in ("apps/mnnobody/domains", "apps/mnnobody/versions", "apps/mnnobody/test-users"):
        with pytest.raises(AdminRefused, match="mnnobody"):
            platform.admin("GET", path)
    with pytest.raises(AdminRefused, match="Nobody"):
        platform.admin("GET", f"apps/{key}/search/Nobody")
