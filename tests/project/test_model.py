"""The shapes of a mini app on disk."""

from pathlib import Path

from localminis.errors import Conflict, Invalid, NotFound, Refused
from localminis.project import model
from localminis.project.model import Config, ConfigInvalid, Project
from localminis.spec import config as spec


def test_a_config_can_tell_what_was_written_from_what_was_assumed():
    """A default is never mistaken for a developer's word."""
    config = Config(port=3000, spellings={"build.outputDir": "build.output"})
    assert config.is_given(spec.OUTPUT_DIR)
    assert not config.is_given(spec.PORT)


def test_the_output_folder_follows_the_config():
    """Nested folders of the config are folders below the project."""
    project = Project(Path("/p"), Config(output_dir="dist/tiktok"), Path("/p/minis.config.json"))
    assert project.output_path == Path("/p/dist/tiktok")


def test_a_config_refusal_carries_its_place():
    """An editor can jump to the place without reading the sentence."""
    refusal = ConfigInvalid("No.", path=Path("/p/c.json"), line=3, column=7)
    assert refusal.message == "/p/c.json:3:7: No."
    assert (refusal.path, refusal.line, refusal.column) == (Path("/p/c.json"), 3, 7)


def test_every_refusal_of_this_room_is_one_of_the_kinds():
    """The doors can translate whatever this room refuses."""
    leaves = [it for it in vars(model).values() if isinstance(it, type)]
    refusals = [
        it for it in leaves if issubclass(it, Exception) and it.__module__ == model.__name__
    ]
    assert refusals
    assert all(issubclass(it, Conflict | Invalid | NotFound | Refused) for it in refusals)
