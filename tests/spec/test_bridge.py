import json
import re
from importlib.resources import files

from localminis.spec import bridge, capabilities, error_codes
from localminis.spec.game_table import GAME

BROWSER = files("localminis") / "browser"


def read(*path: str) -> str:
    """Read a file of the browser room."""
    return BROWSER.joinpath(*path).read_text(encoding="utf-8")


HOST_TABLES_JS = read("host", "tables.js")
SDK_TABLES_JS = read("sdk", "tables.js")
CORE_JS = read("sdk", "core.js")
SDK_JS = "".join(read("sdk", name) for name in ("core.js", "ads.js", "drama.js"))
SHIM_JS = "".join(read("sdk", name) for name in ("shim.js", "shim_phone.js", "shim_network.js"))
BRIDGE_JS = read("host", "bridge.js")


def read_constant(source: str, name: str) -> object:
    """Read a constant of plain literals, `Object.freeze` around it or not."""
    found = re.search(rf"const {name} = (?:Object\.freeze\()?(.*?)\)?;\n", source, re.DOTALL)
    assert found, name
    return json.loads(re.sub(r",(\s*[}\]])", r"\1", found[1]))


def test_both_sides_have_the_tables() -> None:
    """Page and host have exactly the messages, events, kinds and numbers of the tables."""
    pages = {name: list(fields) for name, fields in bridge.PAGE_MESSAGES.items()}
    hosts = {name: list(fields) for name, fields in bridge.HOST_MESSAGES.items()}
    assert read_constant(HOST_TABLES_JS, "PAGE_MESSAGES") == pages
    assert read_constant(HOST_TABLES_JS, "HOST_MESSAGES") == hosts
    assert read_constant(HOST_TABLES_JS, "LOG_KINDS") == list(bridge.LOG_KINDS)
    assert read_constant(HOST_TABLES_JS, "LOG_LEVELS") == list(bridge.LOG_LEVELS)
    for source in (HOST_TABLES_JS, SDK_TABLES_JS):
        assert read_constant(source, "PROTOCOL") == bridge.PROTOCOL
        assert read_constant(source, "EVENTS") == list(bridge.EVENTS)
        assert read_constant(source, "ERROR_SUFFIX") == error_codes.SDK_SUFFIX
    assert f"localminis: {bridge.PROTOCOL}, type" in SHIM_JS
    assert f'"{bridge.PHONE_NAME_PREFIX}"' in SHIM_JS


def test_host_sends_only_messages_of_the_table() -> None:
    """Each message that the host posts is one of the table, and each of the table is posted."""
    sent = dict(re.findall(r'#post\(\{ type: "(\w+)", ([\w, ]+) \}\)', BRIDGE_JS))
    assert {name: tuple(text.split(", ")) for name, text in sent.items()} == bridge.HOST_MESSAGES


def test_page_sends_and_reads_the_messages_of_the_table() -> None:
    """SDK and shim together post each page message with its fields, and read each host message."""
    posted = re.findall(r'(?:\bpost)\("(\w+)", \{ ?([^}]*?) ?\}', SDK_JS + SHIM_JS)
    names = {name: re.findall(r"(?:^|, )(\w+)", fields) for name, fields in posted}
    assert set(names) == set(bridge.PAGE_MESSAGES)
    assert names["hello"] == list(bridge.PAGE_MESSAGES["hello"])
    assert names["call"] == list(bridge.PAGE_MESSAGES["call"])
    assert names["page"] == list(bridge.PAGE_MESSAGES["page"])
    assert names["log"][0] == "entry"
    assert set(re.findall(r'message\.type === "(\w+)"', CORE_JS)) == set(bridge.HOST_MESSAGES)


def test_every_log_entry_has_fields_of_the_table() -> None:
    """What the shim reports is only what the host reads."""
    written = re.findall(r"(?:log|post)\(\{ (kind: .*?) \}\)", SHIM_JS)
    assert written
    for fields in written:
        assert set(re.findall(r"(?:^|, )(\w+)(?=[:,]|$)", fields)) <= set(bridge.LOG_FIELDS)


def test_the_host_gives_up_before_the_page() -> None:
    """A sheet is gone before the page that it was for has forgotten the call."""
    for name, method in bridge.METHODS.items():
        assert 0 < method.host_timeout_ms < method.page_timeout_ms, name


def test_every_asynchronous_capability_is_a_message() -> None:
    """What the SDK has the host answers, and the host answers nothing else but ads and player."""
    asynchronous = {each.name for each in capabilities.DRAMA.values() if each.is_async}
    others = {"createRewardedVideoAd", "createInterstitialAd", "showAd", "getPlayer"}
    games = {each.name for each in GAME.values() if each.is_host}
    assert set(bridge.METHODS) == asynchronous | others | games | {"applyUpdate"}
