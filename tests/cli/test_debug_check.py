"""The check beside `debug`: the files are looked at after every change, and the phone is told."""

import asyncio
import json

from localminis.cli.debug_check import watched

CONFIG = {"dev": {"clientKey": "mnabcdefghijk123"}, "build": {"htmlEntry": "index.html"}}
PAGE = """<!doctype html><html><head>
<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>
<script>TTMinis.init({ clientKey: "mnabcdefghijk123" })</script></head>
<body><script src="app.js"></script></body></html>
"""


def test_findings_follow_the_files(platform, tmp_path, capsys):
    """A fault is told with its place, and gone once it is repaired; the config comes along."""
    key = platform.new_app()["client_key"]
    script = tmp_path / "app.js"
    (tmp_path / "minis.config.json").write_text(json.dumps(CONFIG))
    (tmp_path / "index.html").write_text(PAGE)
    script.write_text('TTMinis.login(() => {});\neval("1");\n')
    book, loaded = platform.platform.context.checks, []

    def session():
        return platform.http.get("/simulator/api/session", params={"client_key": key}).json()

    async def until(errors):
        while ((await asyncio.to_thread(session))["check"] or {}).get("errors") != errors:
            pass

    async def run():
        watching = watched(
            tmp_path, platform.steering, key, is_output=False, on_project=loaded.append
        )
        async with watching:
            await until(1)
            [found] = book.last(key).findings
            assert (found.path, found.line, found.severity) == ("app.js", 2, "error")
            assert "JSON.parse" in found.fix
            (tmp_path / "minis.config.json").write_text("{ broken")
            script.write_text("TTMinis.login(() => {});\n")
            config = {**CONFIG, "domain": {"trustedDomains": ["https://api.example.com"]}}
            (tmp_path / "minis.config.json").write_text(json.dumps(config))
            await until(0)

    platform._call(asyncio.wait_for(run(), 60))
    assert loaded[-1].config.trusted_domains == ("https://api.example.com",)
    told = capsys.readouterr().err
    assert "Check: 1 error. app.js:2: eval() is called. (LM101)" in told
    assert "nothing that the platform would refuse" in told
