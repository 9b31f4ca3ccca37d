"""The facts of `spec/` and the code agree, both ways."""

import ast
import importlib
import inspect
import pkgutil
import re

import pytest

import localminis
from localminis.client.async_client import AsyncMinisClient
from localminis.client.sync_client import MinisClient
from localminis.errors import MinisError
from localminis.spec import endpoints, error_codes, events, sources
from localminis.web.api import routes

# Documented events that nothing produces yet. It may only shrink.
NOT_YET_PRODUCED: set[str] = set()
# Endpoints that the client does not offer, with the reason.
NO_CLIENT_METHOD: dict[str, str] = {}


def test_every_endpoint_is_served_and_nothing_else():
    """What `spec/endpoints.py` lists has one handler, with and without its trailing slash."""
    served = [
        (method, route.path) for route in routes.routes(None) for method in route.methods - {"HEAD"}
    ]
    listed = [
        (each.method, path)
        for each in endpoints.ENDPOINTS
        for path in (each.path, each.path.removesuffix("/"))
    ]
    assert sorted(served) == sorted(listed)
    assert len(set(served)) == len(served)


def test_every_endpoint_has_a_name_and_is_listed():
    """A constant that is not in the list would be a call that nobody answers."""
    constants = {
        name: value
        for name, value in vars(endpoints).items()
        if isinstance(value, endpoints.Endpoint)
    }
    assert sorted(each.id for each in constants.values()) == sorted(
        each.id for each in endpoints.ENDPOINTS
    )


def test_every_endpoint_has_a_client_method_in_both_clients(modules):
    """Each endpoint is called from `client/resources.py`, and both clients offer the call."""
    [resources] = [each for each in modules if each.path == "client/resources.py"]
    called: dict[str, set[str]] = {}
    for node in resources.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            for name in re.findall(r"endpoints\.([A-Z_]+)", ast.unparse(node)):
                called.setdefault(getattr(endpoints, name).id, set()).add(node.name)
    assert called.keys() | NO_CLIENT_METHOD.keys() == {each.id for each in endpoints.ENDPOINTS}
    for verb in set().union(*called.values()):
        for client in (MinisClient, AsyncMinisClient):
            assert callable(getattr(client, verb, None)), f"{client.__name__}.{verb}"


def test_every_event_is_produced_or_listed_as_missing(modules):
    """The list of what nothing produces is exact, so it shrinks with each producer."""
    kinds = {
        name: list(value.values()) if isinstance(value, dict) else [value]
        for name, value in vars(events).items()
        if isinstance(value, events.EventKind)
        or (isinstance(value, dict) and name.isupper() and not name.startswith("_"))
    }
    producers = "\n".join(
        each.text for each in modules if not each.path.startswith(("spec/", "client/"))
    )
    unproduced = {name for name in kinds if not re.search(rf"\b{name}\b", producers)}
    assert unproduced == NOT_YET_PRODUCED
    listed = sorted(each.name for each in events.EVENTS)
    assert listed == sorted(each.name for group in kinds.values() for each in group)


def refusals() -> list[type[MinisError]]:
    """Import the whole program and return every refusal that has a code of its own."""
    for each in pkgutil.walk_packages(localminis.__path__, "localminis."):
        if not each.name.endswith("__main__"):
            importlib.import_module(each.name)
    found, waiting = [], list(MinisError.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("localminis."):
            found.append(kind)
    return sorted(found, key=lambda kind: (kind.__module__, kind.__name__))


DOCUMENTED = {
    *error_codes.WORD_STATUS,
    *error_codes.NUMERIC_MEANING,
    *error_codes.OAUTH_STATUS,
    f"{error_codes.SDK_LOGIN_LEGAL_URLS_MISSING}",
    *(
        f"{error_codes.sdk_error_code(method, reason)}"
        for method in error_codes.SDK_PREFIX
        for reason in error_codes.SDK_SUFFIX
    ),
}


def test_every_code_is_documented_or_ours_alone():
    """A code that no page documents is a word, and belongs to one refusal."""
    owners: dict[str, list[str]] = {}
    for kind in refusals():
        if "code" in vars(kind) and kind.code not in DOCUMENTED:
            owners.setdefault(kind.code, []).append(kind.__qualname__)
    assert [code for code in owners if not re.fullmatch(r"[a-z][a-z0-9_]+", code)] == []
    assert {code: names for code, names in owners.items() if len(names) > 1} == {}


def test_a_leaf_is_documented_in_its_room():
    """Each refusal says when it happens, in a sentence."""
    assert [
        kind.__qualname__ for kind in refusals() if not (kind.__doc__ or "").rstrip().endswith(".")
    ] == []


def cited(module) -> list[tuple[int, str]]:
    """Return the `Source:` notes of a module with the line each starts on."""
    lines = module.text.splitlines()
    found = []
    for number, line in enumerate(lines, 1):
        if re.search(r"(?<!class )\bSource:", line):
            rest = " ".join(part.strip(" #") for part in lines[number - 1 : number + 2])
            found.append((number, rest.partition("Source:")[2].strip()))
    return found


# Public standards, which need no key of ours.
STANDARD = r"RFC \d+|the Standard Webhooks specification"


def test_every_source_is_known(modules):
    """A `Source:` note names a key of `spec/sources.py`, a note of ours, or a public standard."""
    known = [*map(re.escape, sources.SOURCES), *(f"contract {note}" for note in sources.NOTES)]
    names = re.compile(rf"\b(?:{'|'.join(known)}|{STANDARD})\b")
    wrong = []
    for each in modules:
        if each.path == "spec/sources.py":
            continue
        for number, text in cited(each):
            if not names.search(text):
                wrong.append(f"{each.path}:{number} Source: {text[:60]}")
            keys = re.findall(r"\b(?:seed|contract):[\w.-]*[\w]", text)
            wrong += [f"{each.path}:{number} {key}" for key in keys if key not in sources.SOURCES]
    assert not wrong, "\n".join(["", *sorted(wrong)])


@pytest.mark.parametrize("client", [MinisClient, AsyncMinisClient])
def test_both_clients_offer_the_same_calls(client):
    """Blocking and asynchronous code differ in `await` and in nothing else."""

    def calls(kind):
        return {
            name: [*inspect.signature(member).parameters]
            for name, member in vars(kind).items()
            if inspect.isfunction(member) and not name.startswith("_") and name not in CLOSING
        }

    assert calls(client) == calls(MinisClient)


CLOSING = {"close", "aclose"}
