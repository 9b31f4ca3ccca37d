"""What answers at an address: a page, something else, or nothing."""

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from localminis.devserver.probe import probe, probing


class Handler(BaseHTTPRequestHandler):
    """Answers with the status and the kind that the path names."""

    def do_GET(self):
        status, kind = self.path.strip("/").split("/", 1)
        self.send_response(int(status))
        self.send_header("Content-Type", kind)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def origin():
    """A server of such answers."""
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def ask(url: str) -> str | None:
    async def run():
        async with probing() as session:
            return await probe(session, url)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/200/text/html", "page"),
        ("/302/text/plain", "page"),
        ("/200/application/json", "other"),
        ("/404/text/html", "other"),
    ],
)
def test_pages_and_ways_to_pages_are_told_from_the_rest(origin, path, answer):
    """An API beside the page answers too, and is no page."""
    assert ask(origin + path) == answer


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://[broken/"])
def test_nothing_there_is_no_answer(url):
    """A server that is still starting is asked again by whoever waits."""
    assert ask(url) is None
