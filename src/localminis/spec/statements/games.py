"""Statements about `TTMinis.game`, the SDK for HTML games."""

from typing import Final

from localminis.spec.statements.statement import Statement

_PAGE: Final = "browser/test_game.py"
_OUTCOMES: Final = "browser/test_game_outcomes.py"

STATEMENTS: Final = (
    Statement(
        "Every listed name of `TTMinis.game`",
        "client-sdk §5.2",
        "documented",
        "same",
        "spec/test_game_table.py::test_every_listed_name_has_a_row",
        "one by one in [the reference](game.md), with what is simulated and what is refused",
    ),
    Statement(
        "Calls take one object with `success`, `fail` and `complete`",
        "client-sdk §5.1",
        "documented",
        "same",
        "js/game_sdk.test.mjs::success and complete are called once each",
        "and give a promise too, unless only the newest documentation counts",
    ),
    Statement(
        "What `fail` gets: nested in `error`, or flat",
        "client-sdk §2.2",
        "contradictory",
        "same",
        "js/game_sdk.test.mjs::a tolerant failure is nested and flat",
        "both at once; with the newest documentation only, as each page has it",
    ),
    Statement(
        "Numbers of failures without a list",
        "client-sdk §2.2",
        "unknown",
        "unknown",
        f"{_OUTCOMES}::test_every_call_has_every_outcome",
        "the scheme of the subscription page, with prefixes of our own from 130 on",
    ),
    Statement(
        "A request to a host that is no trusted domain fails with 21100",
        "client-sdk §2.2",
        "documented",
        "same",
        f"{_PAGE}::test_requests_and_sockets_go_to_trusted_hosts_only",
        "documented for native games; the browser also wants CORS headers of the host",
    ),
    Statement(
        "Which client first had what the update log does not name",
        "client-sdk §5.2",
        "unknown",
        "unknown",
        f"{_PAGE}::test_an_older_client_and_the_strict_mode_have_less",
        "any; 41.0.0 for the missions, 46.1.0 and 46.3.0 are documented",
    ),
    Statement(
        "Scene and query of a start",
        "client-sdk §5.3",
        "documented",
        "simulated",
        f"{_PAGE}::test_the_sidebar_mission_leads_back_into_the_game",
        "chosen in the simulator; the scene of the sidebar, `sidebar`, is assumed",
    ),
    Statement(
        "The shortcut's reward is for those who enter from the icon",
        "client-sdk §5.4",
        "documented",
        "simulated",
        f"{_PAGE}::test_the_shortcut_mission_ends_on_the_home_screen",
        "the phone has a home screen with the icon",
    ),
    Statement(
        "`shareAppMessage` takes title and picture from the platform's configuration",
        "client-sdk §5.3",
        "documented",
        "same",
        f"{_PAGE}::test_sharing_takes_the_query_of_the_call_and_of_the_copied_link",
    ),
    Statement(
        "How often an ad object of a game may be shown",
        "client-sdk §4.13",
        "unknown",
        "unknown",
        f"{_OUTCOMES}::test_every_call_has_every_outcome",
        "once, as in the drama flavour",
    ),
    Statement(
        "Shapes of keyboard, files, sockets and touches",
        "client-sdk §5.2",
        "unknown",
        "unknown",
        f"{_PAGE}::test_files_are_written_read_and_unpacked",
        "those that mini game platforms share",
    ),
    Statement(
        "Where a subpackage of an HTML game lies",
        "client-sdk §5.2",
        "unknown",
        "unknown",
        f"{_PAGE}::test_a_subpackage_tells_its_bytes_and_runs",
        "NAME/game.js beside the page",
    ),
    Statement(
        "`iframe` is named for mini apps, and not for HTML games",
        "toolchain-portal §6",
        "contradictory",
        "stricter",
        f"{_PAGE}::test_the_rules_of_games_refuse_frames_and_take_webassembly",
        "is refused in both",
    ),
    Statement(
        "WebAssembly",
        "toolchain-portal §6",
        "unknown",
        "unknown",
        f"{_PAGE}::test_the_rules_of_games_refuse_frames_and_take_webassembly",
        "may be compiled: the rules are about code that is text",
    ),
    Statement(
        "The web API for vibration is forbidden, and the SDK's is there",
        "toolchain-portal §7",
        "documented",
        "simulated",
        f"{_PAGE}::test_the_rules_of_games_refuse_frames_and_take_webassembly",
        "the simulated phone shakes",
    ),
    Statement(
        "The open data domain and what is inside it",
        "client-sdk §5.2",
        "documented",
        "absent",
        "js/game_sdk.test.mjs::what is refused fails with its reason",
        "it is a script context of native games, and an HTML page has none",
    ),
)
