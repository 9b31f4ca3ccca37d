"""Serve the game's files, and behind the same address its backend, `shop.py`.

Reads from the environment: HOST, PORT, LOCALMINIS_API_URL (the platform), MINI_GAME_CLIENT_KEY and
MINI_GAME_CLIENT_SECRET. Without a secret the game runs and its shop is closed.
"""

import json
import os
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/index.html": ("index.html", "text/html; charset=utf-8"),
    "/style.css": ("style.css", "text/css; charset=utf-8"),
    **{
        f"/src/{name}.js": (f"src/{name}.js", "text/javascript; charset=utf-8")
        for name in ("main", "minis", "night", "shop")
    },
}
BODY_MAX_BYTES = 65_536


class Server(ThreadingHTTPServer):
    """The server with its shop, which is None while there is no secret."""

    shop: Any = None


class Handler(BaseHTTPRequestHandler):
    """Answer GET for the files, POST for the shop and the webhook."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send a file of the game; nothing else of this folder."""
        found = FILES.get(urlsplit(self.path).path)
        if found is None:
            self._send(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"Not found.\n")
        else:
            self._send(HTTPStatus.OK, found[1], (ROOT / found[0]).read_bytes())

    def do_POST(self) -> None:
        """Run one call of the page, or take one webhook."""
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(size, BODY_MAX_BYTES))
        status, told = self._run(body)
        self._send(status, "application/json", json.dumps(told).encode())

    def _run(self, body: bytes) -> tuple[HTTPStatus, dict[str, Any]]:
        if self.server.shop is None:
            text = "it needs MINI_GAME_CLIENT_SECRET, see README.md."
            return HTTPStatus.SERVICE_UNAVAILABLE, {"message": text}
        return self.server.shop.run(
            urlsplit(self.path).path,
            body,
            self.headers.get("Authorization", ""),
            self.headers.get("TikTok-Signature"),
        )

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay quiet; the simulator's log shows what goes wrong in the page."""


def open_shop(secret: str) -> Any:
    """Make the backend, which needs the client of LocalMinis."""
    try:
        from shop import Shop

        from localminis.client import MinisClient
    except ImportError as problem:
        sys.exit(f"{problem}. Put the .venv/bin of LocalMinis first on your PATH, see README.md.")
    key = os.environ.get("MINI_GAME_CLIENT_KEY", "mnminigame00001")
    return Shop(MinisClient(key, secret, base_url=os.environ.get("LOCALMINIS_API_URL")))


def main() -> None:
    """Serve until interrupted."""
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8604"))
    try:
        server = Server((host, port), Handler)
    except OSError as problem:
        sys.exit(f"Port {port} on {host} cannot be used: {problem.strerror}. Set PORT to another.")
    secret = os.environ.get("MINI_GAME_CLIENT_SECRET")
    if secret:
        server.shop = open_shop(secret)
    # The address that `ttdx minigame debug` looks for in this output.
    sys.stdout.write(f"Local: http://{host}:{server.server_port}/\n")
    sys.stdout.flush()
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            sys.exit(0)


if __name__ == "__main__":
    main()
