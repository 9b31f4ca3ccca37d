"""What we know and chose about the portal: uploads, versions, review, rollout."""

from typing import Final

from localminis.spec.statements.statement import Statement

_UNPACK: Final = "publishing/test_unpack.py::"
_VERSIONS: Final = "publishing/test_versions.py::"
_REVIEW: Final = "publishing/test_review.py::"
_ROLLOUT: Final = "publishing/test_rollout.py::"

STATEMENTS: Final = (
    Statement(
        "An upload is a zip of at most 200 MB, with at most 200 MB in it.",
        "toolchain-portal §4.2",
        "contradictory",
        "same",
        "web/test_uploads.py::test_two_hundred_megabytes_and_one_are_refused_unread",
        here="Older pages say 50 MB for mini apps; the checker warns of those.",
    ),
    Statement(
        "Nothing says how many files a package may have, or how far it may unfold.",
        "toolchain-portal §4.2",
        "unknown",
        "unknown",
        f"{_UNPACK}test_a_bomb_is_refused_before_anything_is_written",
        here="10,000 files, and a hundred times the size of the zip.",
    ),
    Statement(
        "Names with back-slashes are seen in uploaded packages.",
        "toolchain-portal §4.2",
        "observed",
        "stricter",
        f"{_UNPACK}test_a_name_that_is_no_place_inside_is_refused",
        here="Refused, as are links, absolute names and names that lead out.",
    ),
    Statement(
        "An upload whose scan finds faults is refused; which rules it has is not published.",
        "toolchain-portal §6",
        "documented",
        "simulated",
        "publishing/test_scan.py::test_a_build_with_an_error_makes_no_version",
        here="The errors of `localminis check` refuse it.",
    ),
    Statement(
        "An app has at most 30 previews.",
        "toolchain-portal §9.5",
        "documented",
        "same",
        f"{_VERSIONS}test_thirty_previews_and_no_more",
        here="Rejected versions count among them.",
    ),
    Statement(
        "Nothing says which versions can be deleted.",
        "toolchain-portal §10",
        "unknown",
        "unknown",
        f"{_VERSIONS}test_what_was_released_cannot_be_deleted",
        here="Those that were never released and are not under review.",
    ),
    Statement(
        "A version goes from preview through a review to ready, or is rejected with reasons.",
        "toolchain-portal §9.5",
        "documented",
        "simulated",
        f"{_REVIEW}test_a_version_goes_its_way",
        here="You review it yourself, or nobody does.",
        setting="review",
    ),
    Statement(
        "A version is released by hand or at its approval.",
        "toolchain-portal §9.5",
        "documented",
        "same",
        f"{_REVIEW}test_an_automatic_release_follows_the_approval",
    ),
    Statement(
        "At most one production and one gray version are released; their shares add up to 100 %.",
        "toolchain-portal §9.5",
        "documented",
        "same",
        f"{_ROLLOUT}test_any_history_keeps_the_laws",
    ),
    Statement(
        "Only the first launch goes to production directly; a gray share can only grow.",
        "toolchain-portal §9.5",
        "documented",
        "same",
        f"{_ROLLOUT}test_a_rollout_goes_forward_and_back",
    ),
    Statement(
        "Nothing says how a gray version becomes the production version, or how one rolls back.",
        "toolchain-portal §10",
        "unknown",
        "unknown",
        f"{_ROLLOUT}test_any_history_keeps_the_laws",
        here="At 100 %. Back: the gray version is withdrawn, else the production version before "
        "returns.",
    ),
    Statement(
        "Test users and target users get the gray version, whatever its share.",
        "toolchain-portal §9.5",
        "documented",
        "same",
        f"{_ROLLOUT}test_test_users_and_target_users_get_the_gray_version",
    ),
    Statement(
        "Nothing says which users make up a share.",
        "toolchain-portal §9.5",
        "unknown",
        "unknown",
        f"{_ROLLOUT}test_whoever_has_the_gray_version_keeps_it",
        here="Fixed by app and user: whoever has the gray version keeps it when the share grows.",
    ),
    Statement(
        "A released version that violates the rules is blocked, and the app is offline.",
        "toolchain-portal §9.7",
        "documented",
        "simulated",
        f"{_ROLLOUT}test_a_blocked_production_version_is_offline",
        here="You block it yourself.",
    ),
)
