import pytest
from tests.publishing.test_icons import png


@pytest.fixture
def page(alone):
    """Register an app and give the path of its pictures."""
    return f"apps/{alone.platform.new_app()['client_key']}/pictures"


def test_pictures_are_uploaded_shown_and_removed(alone, page):
    """The icon and three images, by forms that work without scripts."""
    key = page.split("/")[1]
    assert "The icon is kept." in alone.upload(page, png(), form=f"{page}/icon").text
    shown = alone.http.get(f"/console/pictures/{key}/icon")
    assert (shown.content, shown.headers["content-type"]) == (png(), "image/png")
    assert shown.headers["x-content-type-options"] == "nosniff"
    for number in (1, 2, 3):
        sent = alone.upload(page, png(360, 360), form=f"{page}/promo")
        assert f"The image {number} is kept." in sent.text
    assert "One more image" not in alone.see(page)
    assert alone.http.get(f"/console/pictures/{key}/3").content == png(360, 360)
    assert "The image 2 is gone." in alone.send(page, f"{page}/promo/2/remove")
    assert "The icon is gone." in alone.send(page, f"{page}/icon/remove")
    for missing in ("icon", "2", "9", "x"):
        assert alone.http.get(f"/console/pictures/{key}/{missing}").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "typed", "said"),
    [
        (png(512, 512), "i.png", {}, "512 by 512 pixels"),
        (b"text", "i.png", {}, "no PNG, JPEG or BMP"),
        (png() + bytes(6_300_000), "i.png", {}, "larger than 6 MB"),
        (b"", "", {}, "No file was chosen"),
        (png(), "i.png", {"revision": "999"}, "Somebody else saved this"),
    ],
    ids=["pixels", "kind", "size", "none", "two tabs"],
)
def test_a_picture_that_is_not_taken_is_said_on_the_page(
    alone, page, console, content, name, typed, said
):
    """With what would be, and nothing is kept."""
    answer = alone.upload(page, content, form=f"{page}/icon", name=name, **typed)
    assert answer.status_code in {400, 409}
    assert said in console.said(answer.text)[0]
    key = page.split("/")[1]
    assert alone.http.get(f"/console/pictures/{key}/icon").status_code == 404
    assert alone.upload(page, png(), form=f"{page}/icon", mark="wrong").status_code == 409


def test_words_in_another_language_are_added_changed_and_removed(alone, console):
    """A refused form keeps what was typed."""
    page = f"apps/{alone.platform.new_app()['client_key']}/localization"
    assert "The words in ja are saved." in alone.send(page, language="ja", name="Yako")
    edited = f"{page}?language=ja"
    fields = console.Forms(alone.see(edited)).forms[f"/console/{page}"]
    assert (fields["language"], fields["name"]) == ("ja", "Yako")
    refused = alone.send(page, language="a language", name="X", status=400)
    assert console.Forms(refused).forms[f"/console/{page}"]["name"] == "X"
    late = alone.send(page, language="ja", name="Mine", revision="0", status=409)
    assert "Somebody else saved this" in late
    assert "Nothing is said in ja any more." in alone.send(page, f"{page}/ja/remove")
