import json

import pytest

from localminis.web.console.access import Doorkeeper


def test_the_link_of_the_running_platform_is_printed(platform, command, monkeypatch):
    """It is the one that lets a browser in."""
    printed = command("console", "--home", str(platform.home), "--json")
    url = json.loads(printed.out)["url"]
    assert url == platform.platform.context.console.link(platform.url)
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert url in command("console", "--home", str(platform.home), "--open").out
    assert opened == [url]


def test_without_a_platform_there_is_no_console(refused):
    """A link that nothing answers would help nobody."""
    assert "localminis serve" in refused(3, "console")


@pytest.mark.parametrize("runs", [2])
def test_every_run_has_a_token_of_its_own(runs):
    """Yesterday's link opens nothing today."""
    assert len({Doorkeeper().token for _ in range(runs)}) == runs
