"""Versions on one origin: each below its number, with its own policy, nothing of a neighbour."""

import asyncio

import aiohttp

from localminis.devserver.versions import Site, VersionServer

PLATFORM = "http://127.0.0.1:8600"


def site(folder, text, **facts):
    """Make a small build."""
    (folder / "sub").mkdir(parents=True)
    (folder / "index.html").write_text(f"<!doctype html><head></head><p>{text}</p>")
    (folder / "sub" / "index.html").write_text("<p>sub</p>")
    (folder / "app.js").write_text("1")
    return Site(folder, "index.html", **facts)


def served(check):
    """Run a check against a server of versions."""

    async def run():
        server = VersionServer(PLATFORM, "mntest", host="127.0.0.1", port=0)
        await server.start()
        try:
            async with aiohttp.ClientSession(server.origin) as session:
                await check(server, session)
        finally:
            await server.stop()

    asyncio.run(asyncio.wait_for(run(), 20))


def test_two_versions_are_open_at_once(tmp_path):
    """Each with its page, its files and its policy; the SDK is answered beside them."""

    async def check(server, session):
        one = server.open(1, site(tmp_path / "1", "one", trusted_domains=("https://a.test",)))
        two = server.open(2, site(tmp_path / "2", "two"))
        assert (one, two) == (f"{server.origin}/1/", f"{server.origin}/2/")
        async with session.get("/1/") as answer:
            text = await answer.text()
            assert "<p>one</p>" in text
            assert 'data-client-key="mntest"' in text
            policy = answer.headers["Content-Security-Policy"]
            assert " https://a.test " in policy
            assert f"frame-ancestors {PLATFORM}" in policy
        async with session.get("/2/") as answer:
            assert "<p>two</p>" in await answer.text()
            assert "a.test" not in answer.headers["Content-Security-Policy"]
        async with session.get("/2/app.js") as answer:
            assert await answer.text() == "1"
        async with session.get("/__localminis__/sdk/drama.js") as answer:
            assert answer.status == 200

    served(check)


def test_folders_get_their_own_address(tmp_path):
    """Relative addresses need it, at the version and below it."""

    async def check(server, session):
        server.open(7, site(tmp_path / "7", "seven"))
        for path, place in (("/7", "/7/"), ("/7/sub", "/7/sub/")):
            async with session.get(path, allow_redirects=False) as answer:
                assert (answer.status, answer.headers["Location"]) == (308, place)

    served(check)


def test_what_is_not_open_is_not_there(tmp_path):
    """Not another version, no absolute address, no file outside, no other name of the server."""

    async def check(server, session):
        server.open(1, site(tmp_path / "1", "one"))
        (tmp_path / "secret.txt").write_text("secret")
        for path in ("/", "/2/", "/app.js", "/1/gone.js", "/1/%2e%2e/secret.txt", "/01/"):
            async with session.get(path) as answer:
                assert answer.status == 404, path
                assert "secret" not in await answer.text()
        async with session.get("/app.js") as answer:
            assert "must be relative" in await answer.text()
        async with session.get("/1/", headers={"Host": "evil.test"}) as answer:
            assert answer.status == 403

    served(check)
