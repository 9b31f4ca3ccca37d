"""What is uploaded by whom it should not be: by the page's form and by the admin API alike."""

import io
import os
import re
import signal
import socket
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from tests.builds import build, zipped
from tests.conftest import serving

from localminis.spec import publishing as spec

COMMAND = str(Path(sys.executable).with_name("localminis"))
MEGABYTE = 1 << 20


def special(name: str, mode: int, text: str = "index.html") -> bytes:
    """Zip one entry that is no plain file."""
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, mode << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("index.html", "<p>")
        archive.writestr(entry, text)
    return out.getvalue()


def twice() -> bytes:
    """Zip one name twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("index.html", "one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("index.html", "two")
    return out.getvalue()


def lying() -> bytes:
    """Zip a file that unfolds to more than it says."""
    content = bytearray(zipped({"index.html": b"0" * 200_000}))
    size = (200_000).to_bytes(4, "little")
    assert content.count(size) == 2
    return bytes(content.replace(size, (10).to_bytes(4, "little")))


def many() -> bytes:
    """Zip one file more than is taken."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(spec.FILES_MAX + 1):
            archive.writestr(f"{number}.txt", "")
    return out.getvalue()


HOSTILE = {
    "dots": (lambda: zipped({"../index.html": "x"}), "leads out of the package"),
    "deep dots": (lambda: zipped({"a/../../index.html": "x"}), "leads out of the package"),
    "absolute": (lambda: zipped({"/etc/index.html": "x"}), "is absolute"),
    "drive": (lambda: zipped({"C:/index.html": "x"}), "is absolute"),
    "back-slash": (lambda: zipped({"..\\index.html": "x"}), "back-slash"),
    "link": (lambda: special("home", 0o120777, "/etc/passwd"), "is a link"),
    "pipe": (lambda: special("pipe", 0o010644), "neither a file nor a folder"),
    "twice": (twice, "twice"),
    "file and folder": (lambda: zipped({"a": "x", "a/b": "y"}), "both as a file and as a folder"),
    "bomb": (lambda: zipped({"index.html": bytes(60_000_000)}), "zip bomb"),
    "lying": (lying, "zip"),
    "many": (many, "10000 are taken"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(200), "is no zip"),
    "gzip": (lambda: b"\x1f\x8b\x08" + bytes(200), "is no zip"),
    "nothing": (lambda: b"", "is no zip"),
    "cut short": (lambda: build("mnpublish")[:-30], "does not end as a zip does"),
    "with a tail": (lambda: build("mnpublish") + b"x", "does not end as a zip does"),
    "folders only": (lambda: zipped({"a/": "", "b/": ""}), "folders only"),
    "empty": (lambda: zipped({}), "is empty"),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Serve one platform with one app, and a browser that has been let in."""
    with serving(tmp_path_factory.mktemp("house") / "home") as platform:
        platform.key = platform.new_app()["client_key"]
        with httpx2.Client(base_url=platform.url, trust_env=False, timeout=120) as browser:
            browser.get(platform.admin("GET", "console")["url"])
            page = browser.get(f"/console/apps/{platform.key}/versions").text
            platform.browser = browser
            platform.mark = re.search(r'name="_mark" value="(\w+)"', page)[1]
            yield platform


def by_form(platform, chunks) -> httpx2.Response:
    """Send a zip as the page does."""
    head = (
        f'--b\r\nContent-Disposition: form-data; name="_mark"\r\n\r\n{platform.mark}\r\n'
        '--b\r\nContent-Disposition: form-data; name="package"; filename="minis.zip"\r\n'
        "Content-Type: application/zip\r\n\r\n"
    )

    def body():
        yield head.encode()
        yield from chunks
        yield b"\r\n--b--\r\n"

    kind = "multipart/form-data; boundary=b"
    headers = {"Origin": platform.url, "Content-Type": kind}
    path = f"/console/apps/{platform.key}/versions"
    return platform.browser.post(path, content=body(), headers=headers)


def by_api(platform, chunks) -> httpx2.Response:
    """Send a zip as a script does."""
    headers = {"Authorization": f"Bearer {platform.platform.context.admin_token}"}
    path = f"/admin/v1/apps/{platform.key}/versions"
    return platform.http.post(path, content=iter(chunks), headers=headers, timeout=120)


def files(platform) -> list[Path]:
    """List everything in the folder of packages, and around it."""
    return sorted(platform.home.rglob("packages/**/*"))


def refused(platform, door, chunks) -> str:
    """Upload what must be refused; returns the sentence. Nothing of it may be left."""
    before = files(platform)
    answer = door(platform, chunks)
    assert answer.status_code in {400, 409}
    assert platform.admin("GET", f"apps/{platform.key}/versions")["versions"] == []
    assert files(platform) == before
    return answer.text.replace("&#39;", "'")


@pytest.mark.parametrize("door", [by_form, by_api])
@pytest.mark.parametrize("name", HOSTILE)
def test_what_could_do_harm_is_refused_in_words(house, door, name):
    """No version, no file, and a sentence that says what it was."""
    make, said = HOSTILE[name]
    assert said in refused(house, door, [make()])


@pytest.mark.parametrize("door", [by_form, by_api])
def test_content_beyond_200_megabytes_is_refused_by_what_it_says(house, door):
    """However small the zip: it is not unfolded."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", bytes(201 * MEGABYTE))
    assert "the platform takes 200 MB" in refused(house, door, [out.getvalue()])


@pytest.mark.slow
@pytest.mark.parametrize("door", [by_form, by_api])
def test_200_megabytes_and_one_end_at_the_limit(house, door):
    """Counted while they come, with no length announced."""
    chunks = (bytes(MEGABYTE) for _ in range(spec.UPLOAD_MAX_BYTES // MEGABYTE + 1))
    assert "more than 200 MB" in refused(house, door, chunks)


class Killed:
    """`localminis serve` in a process of its own, on a folder that outlives it."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [COMMAND, "serve", "--port", "0", "--home", str(home)],
            stdout=subprocess.PIPE,
            text=True,
            env=dict(os.environ),
        )
        self.url = re.search(r"http://\S+", self.process.stdout.readline())[0]
        run = home.joinpath("run.json").read_text("utf-8")
        token = re.search(r'"admin_token": "([^"]+)"', run)[1]
        self.headers = {"Authorization": f"Bearer {token}"}
        self.http = httpx2.Client(
            base_url=f"{self.url}/admin/v1/", headers=self.headers, trust_env=False, timeout=60
        )

    def end(self, how: int = signal.SIGKILL) -> None:
        self.process.send_signal(how)
        self.process.wait(30)
        self.process.stdout.close()
        self.http.close()


def test_a_platform_killed_in_mid_upload_leaves_no_half_of_it(tmp_path):
    """The next one has neither a version nor a file, and takes the same zip."""
    home = tmp_path / "home"
    package = build("mnkilled01", **{"big.txt": os.urandom(3 * MEGABYTE).hex()})
    first = Killed(home)
    first.http.post("apps", json={"name": "App", "client_key": "mnkilled01"}).raise_for_status()
    where = urlsplit(first.url)
    with socket.create_connection((where.hostname, where.port), timeout=20) as raw:
        head = (
            f"POST /admin/v1/apps/mnkilled01/versions HTTP/1.1\r\nHost: {where.netloc}\r\n"
            f"Authorization: {first.headers['Authorization']}\r\n"
            f"Content-Length: {len(package)}\r\n\r\n"
        )
        raw.sendall(head.encode() + package[: len(package) // 2])
        while not any(each.stat().st_size for each in home.glob("packages/.arriving*/minis.zip")):
            pass  # until the first bytes lie on disk
        first.end()
    assert list(home.glob("packages/.arriving*"))

    second = Killed(home)
    try:
        assert second.http.get("apps/mnkilled01/versions").json()["versions"] == []
        assert list(home.glob("packages/*")) == []
        made = second.http.post("apps/mnkilled01/versions", content=package)
        assert made.json()["number"] == 1
    finally:
        second.end(signal.SIGTERM)
