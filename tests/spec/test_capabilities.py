import gzip

import pytest

from localminis.devserver import assets
from localminis.spec import capabilities, error_codes
from localminis.spec.capabilities import DRAMA, LATEST, LIBRARY_VERSIONS


def test_every_documented_method_is_there() -> None:
    """The drama namespace has each method of the notes, and none that public code made up."""
    assert len(DRAMA) == 28
    for made_up in ("getUserInfo", "subscribe", "activateSubscription", "addShortcut", "onShow"):
        assert made_up not in DRAMA


@pytest.mark.parametrize("capability", DRAMA.values(), ids=list(DRAMA))
def test_a_capability_is_whole(capability: capabilities.Capability) -> None:
    """Each has a sentence, a source, a known version, and an asynchronous one numbers and time."""
    assert capability.about.endswith(".")
    assert capability.source.startswith("contract client-sdk §")
    assert capability.since in LIBRARY_VERSIONS
    if capability.is_async:
        assert capability.error_prefix > 100
        assert capability.page_timeout_ms >= capabilities.QUICK_MS
        assert capability.result
    if capability.flag is not None:
        assert capability.result[0].name == capability.flag
        assert {field.name for field in capability.result} >= set(capability.echo)


def test_prefixes_agree_with_the_published_ones() -> None:
    """Login and pay have the numbers of `error_codes`, and subscriptions the published ones."""
    for name, prefix in error_codes.SDK_PREFIX.items():
        assert DRAMA[name].error_prefix == prefix
    published = {
        "createSubscription": 116,
        "changeSubscription": 117,
        "reactivateSubscription": 118,
    }
    assert {name: DRAMA[name].error_prefix for name in published} == published


def test_flags_are_spelled_as_each_method_has_them() -> None:
    """Capture and reported events say `isSuccess`, everything else `is_success`, never both."""
    camel = {name for name, each in DRAMA.items() if each.flag == "isSuccess"}
    assert camel == {"reportEvent", "enableCapture", "disableCapture"}


def test_paths_follow_the_grammar_and_the_versions() -> None:
    """The documented examples are known, and a newer field is newer than its method."""
    paths = capabilities.paths()
    assert paths["login.success.code"] == capabilities.BASE
    assert paths["authorize.object.scope"] == capabilities.BASE
    assert paths["getMenuButtonBoundingClientRect.return.left"] == "0.1.0"
    assert paths["createRewardedVideoAd"] == "0.4.0"
    assert paths["showSurfaceCoupon"] == "0.3.0"
    assert paths["showSurfaceCoupon.callback.coupon_discount"] == LATEST
    for path, since in paths.items():
        name = path.split(".")[0]
        assert capabilities.is_known_in(DRAMA[name].since, since), path


def test_the_script_is_small_enough() -> None:
    """The drama SDK is at most 20 kB as served with gzip, its tables included."""
    assert len(gzip.compress(assets.sdk_script("drama"), 6)) <= 20_000
