"""Everything in one file: written on one platform, loaded on another, on both databases."""

import hashlib
import io
import json
import zipfile

import httpx2
import pytest

from localminis.spec import publishing as spec
from localminis.store import migrate
from localminis.web.bundles import model

pytestmark = pytest.mark.usefixtures("database_flags")


def admin(platform, method, content=None, replace=0):
    """Call the door of bundles as it is."""
    headers = {"Authorization": f"Bearer {platform.platform.context.admin_token}"}
    path = f"/admin/v1/bundle?replace={replace}"
    return platform.http.request(method, path, content=content, headers=headers, timeout=60)


def lived_in(platform, receiver, packed):
    """Let a platform have something in every room; returns the app, a token and an order."""
    app = platform.new_app(receiver.url)
    key = app["client_key"]
    platform.admin("POST", f"apps/{key}/secret", {})
    platform.admin("PATCH", f"apps/{key}", {"description": "It is " + app["client_secret"]})
    token = platform.access_token(platform.admin("GET", f"apps/{key}?secret=1"))
    order = platform.new_order(token, "ord-é", 5)
    platform.simulator("pay", client_key=key, user=1, trade_order_id=order)
    receiver.wait_for(1)
    for mark in ("one", "two"):
        platform.upload(key, packed(key, mark), note=mark)
    platform.admin("POST", f"apps/{key}/versions/1/submit")
    platform.admin("POST", f"apps/{key}/versions/1/approve")
    platform.admin("POST", f"apps/{key}/versions/1/release")
    platform.admin("POST", "clock", {"action": "advance", "seconds": 7_200})
    while platform.admin("GET", "webhooks/deliveries")["deliveries"][0]["state"] == "pending":
        pass
    return app, token, order


def seen(platform, key, order):
    """Read what a person would look at."""
    paths = (
        f"apps/{key}",
        f"apps/{key}/versions",
        f"apps/{key}/versions/1",
        f"apps/{key}/release",
        "orders",
        f"orders/{order}/history",
        "users",
        "users/1",
        "wallets/1",
        "ledger/transfers",
        "webhooks/deliveries",
        "requests",
    )
    found = {path: platform.admin("GET", path) for path in paths}
    text = json.dumps(found).replace(platform.url, "http://here")
    for each in platform.admin("GET", f"apps/{key}/versions")["versions"]:
        text = text.replace(each["package_sha256"], f"package {each['number']}")
    return json.loads(text)


def test_another_machine_sees_the_same(
    platform, receiver, packed, tmp_path, serve_platform, database_flags, request
):
    """Versions with their files, orders, webhooks, requests, the clock; and it works on there."""
    app, token, order = lived_in(platform, receiver, packed)
    key = app["client_key"]
    bundle = admin(platform, "GET")
    assert bundle.headers["content-disposition"].startswith("attachment")
    platform.admin("POST", "clock", {"action": "freeze"})
    now_s = platform.admin("GET", "clock")["now_s"]
    before = seen(platform, key, order)
    heard = len(receiver.heard)

    flags = {"database_url": request.getfixturevalue("new_database")()} if database_flags else {}
    with serve_platform(tmp_path / "there", **flags) as there:
        loaded = admin(there, "POST", bundle.content).json()
        fresh = loaded["apps"][0]
        after = seen(there, key, order)
        clock = there.admin("GET", "clock")
        query = {"client_key": key, "version": "1"}
        page = there.http.get("/simulator/api/session", params=query).json()["page_url"]
        shown = httpx2.get(page, trust_env=False).text
        old = there.exchange(app, there.code(app)).json()
        new = there.exchange({**app, **fresh}, there.code(app))
        stale = there.api("trade_order/query/", token, {"trade_order_id": order}).json()
        again = admin(there, "GET")
        assert there.admin("GET", "status")["ledger_problems"] == []

    before[f"apps/{key}"]["description"] = "It is ***"
    for each in (before, after):
        for session in each["users/1"]["sessions"]:
            session.pop("number")
        for name in ("former_secret_until_s", "fingerprint"):
            each[f"apps/{key}"].pop(name, None)
    assert after == before
    assert (clock["frozen_at_s"], loaded["packages"]) == (clock["now_s"], 2)
    assert 0 <= now_s - clock["now_s"] < 120
    assert "one" in shown
    assert old["error"] == "invalid_client"
    assert new.status_code == 200
    assert stale["error"]["code"] == "access_token_invalid"
    assert len(receiver.heard) == heard
    assert parts(again.content)["manifest.json"]["files"].keys() >= {"state.json"}


def parts(content):
    """Read the texts of a bundle."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: json.loads(archive.read(name))
            for name in archive.namelist()
            if name.endswith(".json")
        }


def test_nothing_usable_is_in_it(platform, receiver, packed):
    """No secret, token, code or signature, wherever it was repeated."""
    app, token, _ = lived_in(platform, receiver, packed)
    code = platform.code(app)
    present = platform.admin("GET", f"apps/{app['client_key']}?secret=1")["client_secret"]
    signatures = [headers["tiktok-signature"] for headers, _ in receiver.heard]
    with zipfile.ZipFile(io.BytesIO(admin(platform, "GET").content)) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode("latin-1")
    digests = [hashlib.sha256(each.encode()).hexdigest() for each in (token, code)]
    for secret in (app["client_secret"], present, token, code, *digests, *signatures):
        assert secret not in text
    assert "It is ***" in text


def test_waiting_webhooks_are_held(platform, receiver, tmp_path, serve_platform):
    """Loading sends nothing: who made the bundle chose the address."""
    receiver.answers = [500] * 3
    app = platform.new_app(receiver.url)
    token = platform.access_token(app)
    order = platform.new_order(token, beans=5)
    platform.simulator("pay", client_key=app["client_key"], user=1, trade_order_id=order)
    receiver.wait_for(1)
    while not platform.admin("GET", "webhooks/deliveries")["deliveries"][0]["attempts"]:
        pass
    bundle = admin(platform, "GET").content
    with serve_platform(tmp_path / "there") as there:
        assert admin(there, "POST", bundle).json()["held_deliveries"] == 1
        delivery = there.admin("GET", "webhooks/deliveries")["deliveries"][0]
        assert (delivery["state"], delivery["attempts"]) == ("dead", 1)
        assert "Resend" in delivery["last_error"]


def test_it_takes_the_place_of_something_only_when_told_to(platform):
    """Whatever a person made is not lost by one command."""
    bundle = admin(platform, "GET").content
    assert admin(platform, "POST", bundle).status_code == 200
    platform.admin("POST", "clock", {"action": "resume"})
    platform.admin("POST", "wallets/1/grant", {"beans": 7})
    refused = admin(platform, "POST", bundle)
    assert refused.status_code == 409
    assert "--replace" in refused.json()["error"]["message"]
    assert platform.admin("GET", "wallets/1")["balance_beans"] == 57
    assert admin(platform, "POST", bundle, replace=1).status_code == 200
    assert platform.admin("GET", "wallets/1")["balance_beans"] == 50


def rewritten(bundle, **changes):
    """Pack a bundle anew, its manifest in line, with some of its files changed, or without them."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(content.pop("manifest.json"))
    told = changes.pop("manifest", lambda told: told)
    for name, change in changes.items():
        full = next(each for each in content if each.startswith(name.replace("__", "/")))
        made = change(content.pop(full))
        if made is not None:
            content[full] = made
    manifest["files"] = {
        name: {"size_bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
        for name, raw in content.items()
    }
    return zip_of_all({**content, "manifest.json": json.dumps(told(manifest)).encode()})


def zip_of_all(content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, raw in content.items():
            archive.writestr(name, raw)
    return out.getvalue()


def of_state(change):
    """Make the change of a state document from one of its tables."""

    def changed(raw):
        document = json.loads(raw)
        change(document["tables"])
        return json.dumps(document).encode()

    return changed


def damaged(bundle):
    """Yield bundles with something wrong, each with a word of its refusal."""
    yield b"", "no bundle"
    yield b"PK", "no bundle"
    yield bundle[:-100], "no bundle"
    yield zip_of_all({"index.html": b"x"}), "no manifest.json"
    yield zip_of_all({"manifest.json": b"{"}), "not one of a bundle"
    yield zip_of_all({"manifest.json": b'{"localminis_bundle": 99}'}), "newer LocalMinis"
    yield rewritten(bundle, manifest=lambda told: {**told, "localminis_bundle": "x"}), "not one of"
    newer = {"schema_version": migrate.VERSION + 1}
    yield rewritten(bundle, manifest=lambda told: {**told, **newer}), "Upgrade"
    older = {"schema_version": 1}
    yield (
        rewritten(bundle, state=lambda raw: json.dumps(json.loads(raw) | older).encode()),
        "unknown",
    )
    yield rewritten(bundle, manifest=lambda told: {**told, "files": {}}), "differ"
    flipped = bytearray(bundle)
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        info = next(each for each in archive.infolist() if each.filename.startswith("packages/"))
    flipped[info.header_offset + 400] ^= 1
    yield bytes(flipped), "bundle"
    yield rewritten(bundle, state=lambda _: None), "no state.json"
    yield rewritten(bundle, state=lambda _: b"[1"), "no JSON"
    yield rewritten(bundle, state=of_state(lambda tables: tables.pop("orders"))), "lacks tables"
    yield rewritten(bundle, state=of_state(lambda tables: tables["users"].clear())), "contradict"
    account = {"kind": "store", "balance_beans": -1}
    yield rewritten(bundle, state=of_state(lambda t: t["accounts"][0].update(account))), "ledger"
    yield rewritten(bundle, requests=lambda raw: raw + b"{\n"), "no JSON"
    yield rewritten(bundle, requests=lambda raw: raw + b'{"number": 1}\n'), "exactly what a call"
    yield rewritten(bundle, requests=lambda raw: raw + raw), "contradict"
    yield rewritten(bundle, packages=lambda _: None), "lacks the package"
    yield rewritten(bundle, packages=lambda raw: raw + b"x"), "another digest"
    for content, word in (
        (zip_of_all({"../evil.html": b"x"}), "leads out"),
        (zip_of_all({"/etc/evil": b"x"}), "is absolute"),
        (b"no zip", "no zip"),
    ):
        yield with_package(bundle, content), word


def with_package(bundle, content):
    """Put a package into a bundle whose version names it."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        whole = {name: archive.read(name) for name in archive.namelist()}
    digest = hashlib.sha256(content).hexdigest()
    former = next(name for name in whole if name.startswith("packages/"))
    raw = {name: each for name, each in whole.items() if name != former}
    raw[f"packages/{digest}.zip"] = content
    raw["state.json"] = raw["state.json"].replace(former[9:73].encode(), digest.encode())
    return rewritten(zip_of_all(raw))


def test_what_is_broken_changes_nothing(platform, receiver, packed):
    """Whatever is wrong, the refusal says it, and every row and every file is as it was."""
    app, _, order = lived_in(platform, receiver, packed)
    bundle = admin(platform, "GET").content
    platform.admin("POST", "clock", {"action": "freeze"})
    packages = platform.platform.context.settings.packages
    before = (platform.admin("GET", "state"), seen(platform, app["client_key"], order))
    files = sorted(packages.rglob("*"))

    for broken, word in damaged(bundle):
        answer = admin(platform, "POST", broken, replace=1)
        assert answer.status_code == 400, word
        assert word in answer.json()["error"]["message"]
        after = (platform.admin("GET", "state"), seen(platform, app["client_key"], order))
        assert after == before
        assert sorted(packages.rglob("*")) == files


def test_a_bundle_beyond_every_size_is_refused_unread(platform, monkeypatch):
    """The announced length is enough; so is what comes."""
    monkeypatch.setattr(model, "BUNDLE_MAX_BYTES", 1 << 20)
    answer = admin(platform, "POST", bytes((1 << 20) + 1))
    assert "larger one is taken" in answer.json()["error"]["message"]
    streamed = (bytes(1 << 19) for _ in range(3))
    assert "larger one is taken" in admin(platform, "POST", streamed).json()["error"]["message"]


def test_one_larger_than_a_package_is_taken(platform, packed, monkeypatch):
    """The limit of an upload is not that of a bundle."""
    key = platform.new_app()["client_key"]
    platform.upload(key, packed(key, **{"big.txt": "x" * 40_000}))
    bundle = admin(platform, "GET").content
    monkeypatch.setattr(spec, "UPLOAD_MAX_BYTES", 60_000)
    assert len(bundle) < spec.UPLOAD_MAX_BYTES
    monkeypatch.setattr(spec, "UPLOAD_MAX_BYTES", len(bundle) - 1)
    assert admin(platform, "POST", bundle, replace=1).status_code == 200
