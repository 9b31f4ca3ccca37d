"""Walking through a project in the troubleshooting order."""

import os

import pytest

from localminis.project import doctor, scaffold
from localminis.project.build import build_after
from localminis.project.doctor import Around
from localminis.project.load import load

TITLES = [
    "Account and permission",
    "Debugging",
    "Platform configuration",
    "Artefacts",
    "Capabilities",
    "Payment",
    "Client",
]


@pytest.fixture
def root(tmp_path):
    (tmp_path / "index.html").write_text("<head>\n</head>\n")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "app.js").write_text("TTMinis.login(f); TTMinis.pay?.(g, {})")
    return tmp_path


def sights(root, title, **around):
    stations = {it.title: it for it in doctor.examine(root, Around(**around))}
    assert list(stations) == TITLES
    return [(it.state, it.text) for it in stations[title].sights]


def bad(root, title, **around):
    return [text for state, text in sights(root, title, **around) if state == "bad"]


def test_a_finished_project_has_nothing_to_correct(root):
    """Every station is passed, and what only the portal shows is left to look up."""
    scaffold.apply(scaffold.plan(root, client_key="awk1"))
    (root / "package.json").write_text('{"scripts": {"dev": "vite"}}')
    newest_ns = (root / "index.html").stat().st_mtime_ns
    os.utime(root / "dist" / "app.js", ns=(newest_ns, newest_ns))
    build_after(load(root))
    around = Around(node="/usr/bin/node", platform_url="http://127.0.0.1:8600")
    stations = doctor.examine(root, around)
    assert [it.text for station in stations for it in station.sights if it.state == "bad"] == []
    assert ("good", "The client key is awk1.") in sights(root, TITLES[0])
    assert ("good", "login is used (silent login).") in sights(root, TITLES[4])
    assert any("createRewardedVideoAd" in text for _, text in sights(root, TITLES[4]))


def test_an_empty_folder_is_described_and_not_refused(tmp_path):
    """Whoever is lost is told station by station, without one refusal that hides the rest."""
    assert "Without minis.config.json no client key" in bad(tmp_path, TITLES[0])[0]
    assert "There is no minis.config.json" in bad(tmp_path, TITLES[2])[0]
    assert "There is no entry page" in bad(tmp_path, TITLES[1])[0]
    assert bad(tmp_path, TITLES[3])


def test_keys_that_differ_and_placeholders_are_found(root):
    """The commonest reasons why a page does not start are looked for in page and config."""
    scaffold.apply(scaffold.plan(root))
    assert "no client key" in bad(root, TITLES[0])[0]
    assert ("good", "The config has no other problem.") in sights(root, TITLES[2])
    assert "still has the placeholder" in bad(root, TITLES[1])[0]
    page = root / "index.html"
    page.write_text(page.read_text().replace("your_client_key", "awk2"))
    config = root / "minis.config.json"
    config.write_text(config.read_text().replace("your_client_key", "awk1"))
    assert "awk2, the config awk1" in bad(root, TITLES[1])[0]


def test_the_machine_is_looked_at_too(root):
    """Another program of the same name and a missing Node explain much."""
    (root / "package.json").write_text('{"scripts": {"start": "node x"}}')
    found = bad(root, TITLES[1], shadowed={"ttdx": "/opt/ttdx"})
    assert "`ttdx` on the PATH is another program (/opt/ttdx)" in found[0]
    assert "Node is not on the PATH" in found[1]


def test_a_config_with_problems_is_quoted_with_its_line(root):
    """The first problem is shown, and the command that shows all."""
    (root / "minis.config.json").write_text('{\n"dev": {"port": 0, "host": 1}}')
    (text,) = bad(root, TITLES[2])
    assert "line 2: dev.port is 0." in text
    assert "config validate" in text


def test_stale_artefacts_are_found(root):
    """An old copy, an old list and an empty file are each a sentence."""
    scaffold.apply(scaffold.plan(root, client_key="awk1"))
    assert "build:after" in bad(root, TITLES[3])[0]
    build_after(load(root))
    (root / "minis.config.json").write_text((root / "minis.config.json").read_text() + "\n")
    (root / "dist" / "new.js").touch()
    texts = " ".join(bad(root, TITLES[3]))
    for part in ("does not list what is there", "is an old copy", "new.js has 0 bytes"):
        assert part in texts


def test_a_secret_and_the_open_api_have_no_place_in_a_page(root):
    """Both are found in the built code."""
    (root / "minis.config.json").write_text('{"build": {"outputDir": "dist"}}')
    (root / "dist" / "b.js").write_text("fetch('https://open.tiktokapis.com/v2/'); client_secret")
    assert len(bad(root, TITLES[5])) == 2


def test_a_backend_beside_the_sources_is_no_page(tmp_path):
    """Without a build nobody knows which file ends up in the page, so no secret is suspected."""
    (tmp_path / "index.html").write_text("<head>")
    (tmp_path / "server.js").write_text("client_secret; fetch('https://open.tiktokapis.com/v2/')")
    assert bad(tmp_path, TITLES[5]) == []


SDK = '<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>'
INIT = '<script>TTMinis.init({ clientKey: "awk1" });</script>'


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (f"<head>{INIT}", "index.html has not the SDK. Run `ttdx minis init`"),
        (f"<head>{SDK}", "index.html has not a call of TTMinis.init"),
        (f"<head><script src=a.js></script>{SDK}{INIT}", "not the first script of index.html"),
        (f"<head>{SDK.replace('drama', 'game')}{INIT}", "drama/sdk.js is right here"),
        ("<meta charset=utf-8>\udcff", "index.html is not UTF-8"),
    ],
)
def test_a_page_that_cannot_start_is_found(root, page, says):
    """Each reason why the SDK does not start is a sentence of its own."""
    (root / "index.html").write_bytes(page.encode("utf-8", "surrogateescape"))
    assert says in bad(root, TITLES[1])[0]


def test_a_broken_package_json_does_not_stop_the_walk(root):
    """What is broken is named where it matters, and the walk goes on to the end."""
    (root / "package.json").write_text("{")
    assert all("Repair it" in text for text in bad(root, TITLES[1]))
    assert bad(root, TITLES[1])


def test_a_page_that_its_tool_has_not_built_yet_is_no_fault(tmp_path):
    """A project that makes its page when it builds may be as it is."""
    (tmp_path / "package.json").write_text('{"dependencies": {"next": "16"}}')
    assert ("look", "Next.js has not built out/index.html yet.") in sights(tmp_path, TITLES[1])


def test_the_package_and_the_age_of_the_build_are_looked_at(root):
    """A package beside the build is measured, and a build older than its sources is told."""
    scaffold.apply(scaffold.plan(root, client_key="awk1"))
    build_after(load(root))
    assert any("is newer than the build" in text for text in bad(root, TITLES[3]))
    with (root / "minis.zip").open("wb") as file:
        file.truncate(200_000_000)
    assert ("good", "minis.zip has 200 MB, within the limit.") in sights(root, TITLES[3])
    with (root / "minis.zip").open("ab") as file:
        file.truncate(200_000_001)
    assert any(
        "200,000,001 bytes; the limit is 200,000,000" in text for text in bad(root, TITLES[3])
    )
