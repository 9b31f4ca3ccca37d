import pytest
from tests.web.authorize.conftest import WebFlow


@pytest.fixture
def flow(platform):
    """Serve a platform with an app, and a browser to sign in with."""
    opened = WebFlow(platform)
    yield opened
    opened.browser.close()
