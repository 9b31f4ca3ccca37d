from types import SimpleNamespace

from localminis.members.model import Role
from localminis.web.admin import roles, routes


def test_nothing_that_changes_is_open_to_a_viewer():
    """Every call that is not a reading one takes at least a developer; the team takes an admin."""
    plain = SimpleNamespace(query_params={})
    for method, path, *_ in routes.TABLE:
        needed = roles.needed(method, path, plain)
        if method != "GET":
            assert needed >= Role.DEVELOPER, path
        whole = ("members", "audit", "state", "packages")
        if path.startswith(whole) and path != "members/me":
            assert needed is Role.ADMIN, path
