"""The checker as the gate of an upload."""

import json

import pytest

from localminis.publishing.model import PackageRefused, ScanFailed


def test_a_build_with_an_error_makes_no_version(portal, packed):
    """The refusal names the first fault and carries all of them; nothing is kept."""
    with pytest.raises(ScanFailed, match="found 1 error") as refused:
        portal.upload(packed(**{"app.js": "eval('1');\nTTMinis.login({});\n"}))
    assert "LM101 in app.js" in refused.value.message
    assert [each["code"] for each in refused.value.findings if each["severity"] == "error"] == [
        "LM101"
    ]
    assert list(portal.folder.iterdir()) == []


def test_a_package_cannot_speak_for_itself(portal, packed):
    """Severities that its own package.json sets count for nothing."""
    settings = {"localminis": {"check": {"severity": {"LM101": "off"}}}}
    with pytest.raises(ScanFailed):
        portal.upload(packed(**{"app.js": "eval('1');\n", "package.json": json.dumps(settings)}))


def test_what_is_no_error_is_in_the_report(portal, packed):
    """A version keeps what the scan had to say."""
    version = portal.upload(packed(**{"app.js": "TTMinis.login({}); var a = '/assets/x.png';\n"}))
    assert version.report["files"] == 4
    assert version.report["infos"] == 1
    assert version.report["findings"][0]["code"] == "LM506"
    assert version.config.trusted_domains == ("https://api.example.com",)
    assert version.entry == "index.html"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"index.html": "<p>"}, "no minis.config.json at its top"),
        ({"dist/index.html": "<p>", "dist/a.js": "1"}, "lies in the folder 'dist'"),
        ({"minis.config.json": "{nonsense"}, "config is refused"),
        ({"minis.config.json": "{}", "app.js": "1"}, "no entry page"),
        (
            {
                "minis.config.json": '{"build": {"htmlEntry": "../../etc/passwd"}}',
                "app.js": "TTMinis.login()",
            },
            "",
        ),
    ],
)
def test_a_package_without_its_parts_is_refused(portal, zip_of, content, said):
    """The sentence says which part, and how it gets there."""
    with pytest.raises((PackageRefused, ScanFailed)) as refused:
        portal.upload(zip_of(content))
    assert said in refused.value.message
    assert str(portal.folder) not in refused.value.message


def test_a_package_of_another_app_is_refused(portal, packed):
    """Keys get crossed where one code base makes many apps."""
    with pytest.raises(PackageRefused, match="built for the client key mnother"):
        portal.upload(packed("mnother"))
