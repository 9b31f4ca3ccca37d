import json
import re
from importlib.resources import files

import pytest

from localminis.spec import bridge, error_codes

BROWSER = files("localminis") / "browser"
PROTOCOL_JS = (BROWSER / "host" / "protocol.js").read_text(encoding="utf-8")
CORE_JS = (BROWSER / "sdk" / "core.js").read_text(encoding="utf-8")
DRAMA_JS = (BROWSER / "sdk" / "drama.js").read_text(encoding="utf-8")
SHIM_JS = (BROWSER / "sdk" / "shim.js").read_text(encoding="utf-8")
BRIDGE_JS = (BROWSER / "host" / "bridge.js").read_text(encoding="utf-8")


def read_constant(source: str, name: str) -> object:
    """Read a constant of plain literals, `Object.freeze` around it or not."""
    found = re.search(rf"const {name} = (?:Object\.freeze\()?(.*?)\)?;\n", source, re.DOTALL)
    assert found, name
    literal = re.sub(r"([{,]\s*)(\w+):", r'\1"\2":', found[1])
    literal = re.sub(r",(\s*[}\]])", r"\1", literal)
    return json.loads(literal)


def test_host_messages_and_events_are_those_of_the_tables() -> None:
    """The host's JavaScript has exactly the messages, methods, events and kinds of the tables."""
    assert read_constant(PROTOCOL_JS, "PROTOCOL") == bridge.PROTOCOL
    pages = {name: list(fields) for name, fields in bridge.PAGE_MESSAGES.items()}
    hosts = {name: list(fields) for name, fields in bridge.HOST_MESSAGES.items()}
    assert read_constant(PROTOCOL_JS, "PAGE_MESSAGES") == pages
    assert read_constant(PROTOCOL_JS, "HOST_MESSAGES") == hosts
    assert read_constant(PROTOCOL_JS, "METHODS") == {
        name: {
            "arguments": list(method.arguments),
            "required": list(method.required),
            "host_timeout_ms": method.host_timeout_ms,
        }
        for name, method in bridge.METHODS.items()
    }
    assert read_constant(PROTOCOL_JS, "EVENTS") == list(bridge.EVENTS)
    assert read_constant(PROTOCOL_JS, "LOG_KINDS") == list(bridge.LOG_KINDS)
    assert read_constant(PROTOCOL_JS, "LOG_LEVELS") == list(bridge.LOG_LEVELS)


def test_host_sends_only_messages_of_the_table() -> None:
    """Each message that the host posts is one of the table, and each of the table is posted."""
    sent = dict(re.findall(r'#post\(\{ type: "(\w+)", ([\w, ]+) \}\)', BRIDGE_JS))
    assert {name: tuple(text.split(", ")) for name, text in sent.items()} == bridge.HOST_MESSAGES


def test_page_sends_and_reads_the_messages_of_the_table() -> None:
    """SDK and shim together post each page message with its fields, and read each host message."""
    posted = re.findall(r'(?:\bpost)\("(\w+)", \{ ([^}]*) \}', CORE_JS + DRAMA_JS + SHIM_JS)
    names = {name: re.findall(r"(?:^|, )(\w+)", fields) for name, fields in posted}
    assert set(names) == set(bridge.PAGE_MESSAGES)
    assert names["hello"] == list(bridge.PAGE_MESSAGES["hello"])
    assert names["call"] == list(bridge.PAGE_MESSAGES["call"])
    assert names["page"] == list(bridge.PAGE_MESSAGES["page"])
    assert names["log"][0] == "entry"
    assert set(re.findall(r'message\.type === "(\w+)"', CORE_JS)) == set(bridge.HOST_MESSAGES)
    assert f"const PROTOCOL = {bridge.PROTOCOL};" in CORE_JS
    assert f"localminis: {bridge.PROTOCOL}, type" in SHIM_JS


@pytest.mark.parametrize("name", list(bridge.METHODS))
def test_sdk_methods_are_those_of_the_table(name: str) -> None:
    """Each method of the SDK has the table's options, required options and time-out."""
    method = bridge.METHODS[name]
    text = DRAMA_JS.split(f'    name: "{name}",')[1].split("\n  },")[0].replace("_000", "000")
    assert f"timeoutMs: {method.page_timeout_ms}," in text
    assert f"options: {json.dumps(list(method.arguments))}," in text
    assert f"required: {json.dumps(list(method.required))}," in text
    assert f"errorPrefix: {error_codes.SDK_PREFIX[name]}," in text
    assert method.host_timeout_ms < method.page_timeout_ms


def test_error_numbers_agree_on_both_sides() -> None:
    """Page and host build error codes from the numbers of `spec/error_codes.py`."""
    assert read_constant(CORE_JS, "ERROR_SUFFIX") == error_codes.SDK_SUFFIX
    assert read_constant(PROTOCOL_JS, "ERROR_SUFFIX") == error_codes.SDK_SUFFIX
    assert read_constant(PROTOCOL_JS, "ERROR_PREFIX") == error_codes.SDK_PREFIX


def test_events_of_the_sdk_are_those_of_the_table() -> None:
    """The events that the SDK accepts without a warning are those of the table."""
    assert read_constant(DRAMA_JS, "EVENTS") == list(bridge.EVENTS)
