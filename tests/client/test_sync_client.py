"""The blocking client as a whole: its life, and its likeness to the asynchronous one."""

import inspect

import localminis.client
from localminis.client import AsyncMinisClient, MinisClient


def public(kind):
    return {
        name: inspect.signature(member)
        for name, member in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_")
    }


def test_connections_are_kept_between_calls(platform):
    """One client serves many calls, and is closed by leaving its block."""
    with MinisClient("k", "s", base_url=platform.origin) as client:
        for name in ("first", "second"):
            platform.ok({"user": {"open_id": name}})
            assert client.user_info("act.x").open_id == name


def test_both_clients_have_the_same_calls_with_the_same_arguments():
    """Whoever moves from one client to the other changes `await` and nothing else."""
    blocking, awaited = public(MinisClient), public(AsyncMinisClient)
    blocking["aclose"] = blocking.pop("close")
    assert blocking == awaited
    assert str(inspect.signature(MinisClient)).replace("SyncTransport", "") == str(
        inspect.signature(AsyncMinisClient)
    ).replace("AsyncTransport", "") or set(inspect.signature(MinisClient).parameters) == set(
        inspect.signature(AsyncMinisClient).parameters
    )


def test_the_door_exports_exactly_what_it_promises():
    """Every promised name is there, sorted, and nothing public is left unpromised."""
    door = vars(localminis.client)
    modules = {name for name, member in door.items() if inspect.ismodule(member)}
    public_names = {name for name in door if not name.startswith("_")} - modules
    assert sorted(localminis.client.__all__) == localminis.client.__all__
    assert set(localminis.client.__all__) == public_names
