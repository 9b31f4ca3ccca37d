"""Whatever a page of the console does, a script can do."""

import inspect
import re
from importlib.resources import files

import click
from msgspec.structs import fields

from localminis.cli.root import LOCALMINIS, LazyGroup
from localminis.web.admin import calls
from localminis.web.console import pages
from localminis.web.console.routes import ACTIONS, PAGES

TEMPLATES = files("localminis.web") / "console" / "templates"
# Signing in and out: what they do is the browser's own affair.
OWN_FORMS = {"/console/leave", "/console/sign-in"}


def test_every_form_makes_an_admin_call():
    """Each action names a call of the admin API, whose path it can fill, and a page it is on."""
    for action in ACTIONS:
        call = calls.find(*action.call)
        on_path = set(re.findall(r"{(\w+)}", action.path))
        fields = {*re.findall(r"{(\w+)}", call.path)} - on_path
        template = (TEMPLATES / f"{PAGES[action.page].template}.html").read_text("utf-8")
        for field in fields:
            assert f'"{field}"' in template, f"{action.path} has no field {field}"


def test_every_form_of_a_template_is_an_action():
    """No template posts to an address that is no action's."""
    for template in TEMPLATES.iterdir():
        text = template.read_text("utf-8")
        for written in re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', text):
            assert written in OWN_FORMS or written == "{{ f.action }}", template.name


def test_every_action_stands_on_its_page():
    """An action whose form nobody can find is no action."""
    for action in ACTIONS:
        template = (TEMPLATES / f"{PAGES[action.page].template}.html").read_text("utf-8")
        last = re.sub(r"{\w+}", "", action.path).rstrip("/").rpartition("/")[2]
        is_own = action.path == action.page
        assert ("form(" in template) if is_own else (f"/{last}" in template or last in template)


def test_every_page_is_in_the_navigation():
    """A page that nothing leads to is not there."""
    known = {row[0] for row in (*pages.APP_NAV, *pages.PLATFORM_NAV, *pages.TEAM_NAV)}
    assert {page.nav for page in PAGES.values()} == known


def test_every_command_that_a_page_names_is_there():
    """Whoever copies a command from a page must not meet a refusal."""
    named = {page.command for page in PAGES.values() if page.command}
    for template in TEMPLATES.iterdir():
        text = template.read_text("utf-8")
        named |= {each.strip() for each in re.findall(r'"(localminis [^"]*)"', text)}
    for line in named:
        _, *words = line.split()
        group: click.Command = LazyGroup("localminis", LOCALMINIS, "")
        while isinstance(group, click.Group):
            found = group.get_command(click.Context(group), words.pop(0)) if words else None
            assert found is not None, line
            group = found


def test_views_are_thin():
    """What a page reads comes from the admin API's own handlers, in a few lines."""
    for page in PAGES.values():
        lines = [
            line
            for line in inspect.getsource(page.read).splitlines()
            if line.strip() and not line.strip().startswith(("#", '"""'))
        ]
        assert len(lines) <= 18, page.path


# One switch, which is shown as it is afterwards, or a snapshot that a person names.
OVERWRITES = {"users/{user}/sandbox", "orders/{trade_order_id}/sandbox", "state/snapshots"}


def test_every_form_that_overwrites_says_what_was_seen():
    """The second of two tabs gets a conflict instead of undoing what the first has saved."""
    for action in ACTIONS:
        call = calls.find(*action.call)
        if call.shape is bytes or call.method not in {"PUT", "PATCH"} or action.path in OVERWRITES:
            continue
        seen = {each.name for each in fields(call.shape)} & {"fingerprint", "revision"}
        template = (TEMPLATES / f"{PAGES[action.page].template}.html").read_text("utf-8")
        is_set_member = not fields(call.shape)
        assert is_set_member or seen, f"{action.path} overwrites what another tab has saved"
        assert is_set_member or any(f'"{name}"' in template for name in seen), action.path
