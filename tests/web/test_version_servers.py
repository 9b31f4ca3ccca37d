"""Where versions are served: the same port in each run, another when it is taken."""

import socket
from urllib.parse import urlsplit

from tests.builds import build


def free_port() -> int:
    """Find a port that is free, and one for the first app's versions after it."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 11))
            except (OSError, OverflowError):
                continue
            return port


def opened(platform, key) -> int:
    """Open the first version and return its port."""
    query = {"client_key": key, "version": "1"}
    session = platform.http.get("/simulator/api/session", params=query).json()
    return urlsplit(session["page_url"]).port


def test_an_apps_origin_is_the_same_in_each_run(serve_platform, tmp_path):
    """The page's storage hangs on it; another program there only moves it away."""
    port = free_port()
    with serve_platform(tmp_path / "home", port=port) as platform:
        key = platform.new_app()["client_key"]
        platform.upload(key, build(key))
        assert opened(platform, key) == opened(platform, key) == port + 11
    with serve_platform(tmp_path / "home", port=port) as platform:
        assert opened(platform, key) == port + 11
    with socket.socket() as other, serve_platform(tmp_path / "home", port=port) as platform:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port + 11))
        other.listen()
        assert opened(platform, key) not in {port, port + 11}
