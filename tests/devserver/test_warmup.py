"""The modules of a page are asked for before the browser does, and nothing else is."""

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from localminis.devserver.warmup import warm

PAGE = """<!doctype html><html><head>
<script type="module">import { inject } from "/@refresh"; inject();</script>
<script src="/classic.js"></script>
<script type="module" src="/@server/client"></script>
<script type="module" src="https://cdn.example.com/far.js"></script>
</head><body><script type="module" src="./src/main.js?t=1"></script></body></html>"""
MODULES = {
    "/@refresh": 'export default {};\nimport("/src/later.js");',
    "/@server/client": 'import "/node_modules/env.mjs";',
    "/node_modules/env.mjs": "",
    "/app/src/main.js?t=1": (
        'import react from "/node_modules/.deps/react.js?v=abc"; import "/app/src/style.css";\n'
        'import {\n  words,\n} from "./words.js";\nexport { more } from "../more.js"\n'
        'import bare from "bare";import "//elsewhere.example.com/a.js";\n'
        'const text = "import x from nowhere";'
    ),
    "/node_modules/.deps/react.js?v=abc": "export default 1",
    "/app/src/style.css": 'import { update } from "/@server/client"',
    "/app/src/words.js": 'import "/app/src/main.js?t=1"; import "/missing.js"; import "/note.txt"',
    "/app/more.js": "",
}


@pytest.fixture
def server():
    """A server of modules that writes down what it was asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            code = MODULES.get(self.path)
            is_text = self.path.endswith(".txt")
            self.send_response(200 if code is not None or is_text else 404)
            self.send_header("Content-Type", "text/plain" if is_text else "text/javascript")
            self.end_headers()
            self.wfile.write(('import "/never.js"' if code is None else code).encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/app/", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_module_is_asked_for_once_as_it_is_imported(server):
    """Queries stay, circles end, and neither bare names nor foreign servers are asked for."""
    url, asked = server
    asyncio.run(warm(url, PAGE))
    assert sorted(asked) == sorted([*MODULES, "/missing.js", "/note.txt"])


def test_a_page_without_modules_asks_for_nothing(server):
    """Classic scripts are as ready as they will be."""
    url, asked = server
    asyncio.run(warm(url, '<script src="/classic.js"></script>'))
    assert asked == []


def test_a_server_that_is_gone_is_left_to_the_browser():
    """It is no fault of the warm-up, and nobody is told twice."""
    asyncio.run(warm("http://127.0.0.1:9/", PAGE))
