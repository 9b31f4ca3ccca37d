from types import SimpleNamespace

import pytest
from tests.conftest import serving


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Serve one platform for all requests of a file that leave nothing behind."""
    with serving(tmp_path_factory.mktemp("shared") / "home") as local:
        yield local


@pytest.fixture(scope="module")
def known(shared):
    """Name an app, its user's tokens and an order on the shared platform."""
    app = shared.new_app()
    tokens = shared.exchange(app, shared.code(app)).json()
    client = shared.token(
        client_key=app["client_key"],
        client_secret=app["client_secret"],
        grant_type="client_credentials",
    ).json()
    return SimpleNamespace(
        app=app,
        key=app["client_key"],
        secret=app["client_secret"],
        tokens=tokens,
        token=tokens["access_token"],
        client_token=client["access_token"],
        trade_order_id=shared.new_order(tokens["access_token"]),
    )
