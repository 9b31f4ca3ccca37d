"""Reading a project."""

import json

import pytest

from localminis.project.load import flavour_of, load, package_dependencies, package_scripts
from localminis.project.model import ConfigInvalid, NoConfig, PackageInvalid
from localminis.spec import config as spec


@pytest.fixture
def config_of(tmp_path):
    def write(text):
        content = text if isinstance(text, bytes) else text.encode("utf-8")
        (tmp_path / "minis.config.json").write_bytes(content)
        return load(tmp_path).config

    return write


def test_a_folder_without_config_is_sent_to_init(tmp_path):
    """The commonest mistake, the wrong folder, is answered with what to do."""
    with pytest.raises(NoConfig, match="ttdx minis init"):
        load(tmp_path)


def test_a_folder_inside_a_project_is_sent_to_its_top(tmp_path):
    """Whoever stands in `src` is not told to make a second project there."""
    (tmp_path / "minis.config.json").write_text("{}")
    (tmp_path / "src" / "pages").mkdir(parents=True)
    with pytest.raises(NoConfig) as refused:
        load(tmp_path / "src" / "pages")
    assert f"{tmp_path} has one: run this there" in refused.value.message
    assert "init" not in refused.value.message


@pytest.mark.parametrize("flavour", ["minis", "minigame"])
def test_a_folder_in_the_configs_place_is_named(tmp_path, flavour):
    """`init` could not help here, so the refusal says what to move away first."""
    place = tmp_path / spec.CONFIG_NAMES[flavour]
    place.mkdir()
    with pytest.raises(NoConfig, match=f"{place} is a folder.*Rename or remove it"):
        load(tmp_path, flavour)


def test_an_empty_object_has_the_documented_defaults(config_of):
    """A config may leave everything out."""
    config = config_of("{}")
    assert (config.host, config.port) == ("localhost", 3000)
    assert (config.output_dir, config.html_entry) == ("build", "public/index.html")
    assert (config.nav_style, config.nav_light, config.nav_dark) == ("default", None, None)
    assert config.client_key is None
    assert config.trusted_domains == ()
    assert not config.has_client_key
    assert config.spellings == {}


def test_the_second_example_of_the_documentation_is_read(config_of):
    """Stray spellings, a comment, trailing commas and a port in quotes are what the page shows."""
    config = config_of(
        """// minis.config.json
        {
          "navbar": {"lightModeBgColor": "#FFFFFF", "darkModeBgColor": "#000",},
          "dev": {"port": "3000", "host": "localhost"},
          "build": {"output": "build", "htmlEntry": "public/index.html"},
          "domain": {"allowList": ["https://www.example.com"]}
        }"""
    )
    assert (config.nav_light, config.nav_dark) == ("#FFFFFF", "#000")
    assert config.port == 3000
    assert config.output_dir == "build"
    assert config.trusted_domains == ("https://www.example.com",)
    assert config.spellings["build.outputDir"] == "build.output"
    assert config.spellings["navbar.bgColorLight"] == "navbar.lightModeBgColor"
    assert config.notes == ()


@pytest.mark.parametrize("spelling", spec.CLIENT_KEY.spellings)
def test_the_client_key_is_found_in_each_place(config_of, spelling):
    """A key written where other tools write it counts."""
    *section, name = spelling.split(".")
    value = {name: " awk1 "}
    config = config_of(json.dumps({section[0]: value} if section else value))
    assert config.client_key == "awk1"
    assert config.has_client_key


@pytest.mark.parametrize("value", [*sorted(spec.CLIENT_KEY_PLACEHOLDERS), "your_app_key", ""])
def test_a_placeholder_is_no_client_key(config_of, value):
    """Nobody debugs for long with the key that `init` wrote."""
    assert not config_of(json.dumps({"dev": {"clientKey": value}})).has_client_key


def test_both_lists_of_hosts_are_merged(config_of):
    """Projects that write both spellings lose no host and get none twice."""
    config = config_of(
        '{"domain": {"allowList": ["https://b.example", "https://a.example"],'
        '"trustedDomains": ["https://a.example", "wss://c.example:8443", "*.d.example"]}}'
    )
    assert config.trusted_domains == (
        "https://a.example",
        "wss://c.example:8443",
        "*.d.example",
        "https://b.example",
    )


def test_the_spelling_that_we_write_wins_and_the_other_is_noted(config_of):
    """Two different answers in one file are never resolved in silence."""
    config = config_of('{"build": {"output": "out", "outputDir": "dist"}}')
    assert config.output_dir == "dist"
    assert config.notes == (
        "build.outputDir and build.output differ; build.outputDir counts. Remove build.output.",
    )


def test_unknown_fields_are_noted_and_known_stray_ones_are_not(config_of):
    """A misspelt field is pointed out; what other tools write is left in peace."""
    config = config_of('{"dev": {"name": "x", "prot": 1}, "appId": "1", "whatever": {}}')
    assert [note.split()[0] for note in config.notes] == ["dev.prot", "whatever"]


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("[]", "1:1", "must be an object"),
        ('{\n  "dev": 3\n}', "2:10", "dev must be an object"),
        ('{"dev": {"port": "http"}}', "1:18", "Use a whole number from 1 to 65535"),
        ('{"dev": {"port": 0}}', "1:18", "dev.port is 0"),
        ('{"dev": {"port": 70000}}', "1:18", "dev.port is 70000"),
        ('{"dev": {"port": true}}', "1:18", "dev.port is true"),
        ('{"dev": {"port": 3000.5}}', "1:18", "dev.port is 3000.5"),
        ('{"dev": {"host": "http://localhost"}}', "1:18", "without scheme"),
        ('{"dev": {"clientKey": 7}}', "1:23", "Use the client key of your app as a string"),
        ('{"dev": {"clientKey": "a\\nb"}}', "1:23", "dev.clientKey"),
        ('{"build": {"outputDir": "/srv"}}', "1:25", "a folder inside the project"),
        ('{"build": {"folderName": ["dist"]}}', "1:26", "build.folderName"),
        ('{"domain": {"allowList": "https://a.example"}}', "1:26", "a list of hosts"),
        (
            '{"domain": {"trustedDomains": ["https://a.example", "a b; script-src *"]}}',
            "1:53",
            "domain.trustedDomains[1]",
        ),
        ('\ufeff{"dev": {"port": -1}}', "1:18", "dev.port is -1"),
        ('{"dev": {"port": 1}', "1:20", "the end of the file"),
        (b'{"dev":\n {"host": "\xff"}}', "2:12", "0xff is not UTF-8"),
    ],
)
def test_a_broken_config_is_refused_with_its_place(config_of, tmp_path, text, place, says):
    """Every refusal names file, line, column and the accepted form."""
    with pytest.raises(ConfigInvalid) as refusal:
        config_of(text)
    assert refusal.value.message.startswith(f"{tmp_path / 'minis.config.json'}:{place}: ")
    assert says in refusal.value.message


def test_scripts_and_dependencies_come_from_package_json(tmp_path):
    """What a project runs and builds with is read as npm reads it."""
    assert package_scripts(tmp_path) == {}
    package = {"scripts": {"dev": "vite"}, "dependencies": {"a": "1"}, "devDependencies": {"b": ""}}
    (tmp_path / "package.json").write_text(json.dumps(package))
    assert package_scripts(tmp_path) == {"dev": "vite"}
    assert package_dependencies(tmp_path) == {"a": "1", "b": ""}


@pytest.mark.parametrize("text", ["{", "[]", '{"scripts": []}', '{"scripts": {"dev": 1}}'])
def test_a_broken_package_json_is_refused(tmp_path, text):
    """A broken file is named instead of being taken for an empty one."""
    (tmp_path / "package.json").write_text(text)
    with pytest.raises(PackageInvalid, match=r"package\.json.*Repair it"):
        package_scripts(tmp_path)


@pytest.mark.parametrize(
    ("own", "game", "flavour"),
    [
        ("{}", None, "minis"),
        (None, "{}", "minigame"),
        ("{ /* left by the tool */ }", "{}", "minigame"),
        ('{"dev": {}}', "{}", "minis"),
        ("{", "{}", "minis"),
        (None, None, "minis"),
    ],
)
def test_the_config_tells_a_game_from_a_mini_app(tmp_path, own, game, flavour):
    """Neither kind has to be named on the command line."""
    for name, text in (("minis", own), ("minigame", game)):
        if text is not None:
            (tmp_path / f"{name}.config.json").write_text(text)
    assert flavour_of(tmp_path) == flavour


def test_a_game_has_its_own_config(tmp_path):
    """A game is loaded from its file, and a missing one is answered with its own command."""
    with pytest.raises(NoConfig, match=r"no minigame\.config\.json.*ttdx minigame init"):
        load(tmp_path, "minigame")
    (tmp_path / "minigame.config.json").write_text('{"orientation": "HORIZONTAL"}')
    project = load(tmp_path)
    assert (project.flavour, project.config.orientation) == ("minigame", "HORIZONTAL")
    assert project.config_path == tmp_path / "minigame.config.json"


def test_what_one_can_live_with_does_not_stop_a_command(config_of):
    """A bad colour is a sentence; only what would make us do the wrong thing is refused."""
    config = config_of('{"navbar": {"style": "big", "bgColorDark": "black"}}')
    assert [note.partition(".")[0] for note in config.notes] == ["navbar", "navbar"]
    assert (config.nav_style, config.nav_dark) == ("default", None)
