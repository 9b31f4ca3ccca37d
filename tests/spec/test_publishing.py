"""The portal's numbers hold together."""

from typing import get_args

from localminis.spec import publishing


def test_the_limits_of_an_upload_are_in_order():
    """The zip is no larger than what may be in it, and a normal zip is no bomb."""
    assert publishing.UPLOAD_MAX_BYTES <= publishing.CONTENT_MAX_BYTES
    assert publishing.RATIO_FREE_BYTES < publishing.CONTENT_MAX_BYTES


def test_a_percent_is_a_whole_number_of_buckets():
    """Or two shares could be the same people."""
    assert publishing.BUCKETS % publishing.PERCENTAGE_MAX == 0


def test_what_can_be_released_to_is_a_state():
    """A version that is released to a target is in the state of its name."""
    assert set(get_args(publishing.Target)) < set(get_args(publishing.State))
