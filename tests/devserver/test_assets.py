import re

import pytest

from localminis.devserver import assets
from localminis.spec.restrictions import RESTRICTIONS


@pytest.mark.parametrize("flavour", ["drama", "game"])
def test_the_sdk_is_one_strict_function(flavour):
    """The joined SDK keeps its names to itself and ends as it began."""
    script = assets.sdk_script(flavour).decode()
    assert script.startswith('(() => {\n"use strict";\n')
    assert script.endswith("})();\n")
    assert "TTMinis" in script


def test_an_unknown_flavour_is_refused():
    """A flavour without files is named in the refusal."""
    with pytest.raises(assets.FlavourUnknown, match="'native'"):
        assets.sdk_script("native")


def test_the_shim_knows_every_rule():
    """The codes in the shim are those of the specification, no more and no fewer."""
    script = assets.shim_script().decode()
    titles = re.search(r"const TITLES = \{(.*?)\};", script, re.DOTALL)
    assert titles is not None
    assert set(re.findall(r'^\s+"([a-z-]+)":', titles[1], re.MULTILINE)) == set(RESTRICTIONS)


def test_without_vconsole_a_stand_in_says_how_to_get_it(monkeypatch, tmp_path):
    """A page that constructs vConsole keeps working where Node was missing at set-up."""
    monkeypatch.setattr(assets, "_BROWSER", tmp_path)
    script = assets.vconsole_script().decode()
    assert "window.VConsole = class" in script
    assert "make setup" in script


def test_eruda_is_vconsole_behind_its_own_calls():
    """A game that starts eruda gets a console, and no exception."""
    script = assets.eruda_script().decode()
    assert script.startswith(assets.vconsole_script().decode())
    assert "window.eruda = {" in script
