"""Serve the page while it is being written: files of this folder as they are, nothing else of it.

Reads from the environment: HOST, PORT, and MINI_DRAMA_API, the backend's address put into env.js.
"""

import json
import os
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}
PAGES = {"index.html", "env.js", "style.css"}
FOLDERS = {"src"}


def find_file(path: str) -> Path | None:
    """Find the file that a request path names, or None when it is not one of the page's."""
    parts = [part for part in unquote(urlsplit(path).path).split("/") if part] or ["index.html"]
    if any(part.startswith(".") or "\\" in part or "\0" in part for part in parts):
        return None
    if len(parts) == 1 and parts[0] not in PAGES:
        return None
    if len(parts) > 1 and parts[0] not in FOLDERS:
        return None
    file = ROOT.joinpath(*parts)
    # A link inside the folder must not lead out of it.
    if file.suffix not in TYPES or not file.is_file() or not file.resolve().is_relative_to(ROOT):
        return None
    return file


def read_body(file: Path) -> bytes:
    """Read what to send; env.js is made from the environment when that names a backend."""
    api = os.environ.get("MINI_DRAMA_API")
    if api and file == ROOT / "env.js":
        return f"window.ENV = {json.dumps({'api': api})};\n".encode()
    return file.read_bytes()


class Handler(BaseHTTPRequestHandler):
    """Answer GET and HEAD for the files of the page."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send the file."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Send the file's headers."""
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        file = find_file(self.path)
        if file is None:
            status, kind, body = HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"Not found.\n"
        else:
            status, kind, body = HTTPStatus.OK, TYPES[file.suffix], read_body(file)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay quiet; the simulator's log shows what goes wrong in the page."""


def main() -> None:
    """Serve until interrupted."""
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8603"))
    try:
        server = ThreadingHTTPServer((host, port), Handler)
    except OSError as problem:
        sys.exit(f"Port {port} on {host} cannot be used: {problem.strerror}. Set PORT to another.")
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            sys.exit(0)


if __name__ == "__main__":
    main()
