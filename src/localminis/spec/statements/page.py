"""Statements about the page's SDK, the simulator and the project's files."""

from typing import Final

from localminis.spec.statements.statement import Statement

_READ: Final = "project/config/test_read.py"

STATEMENTS: Final = (
    Statement(
        "Error numbers: a prefix by method, a suffix by reason",
        "client-sdk §2.2",
        "documented",
        "same",
        "spec/test_outcomes.py::test_numbers_are_the_published_ones",
        "published for `createSubscription` and `reactivateSubscription`; the other prefixes, such "
        "as 115 for `pay`, are assumed",
    ),
    Statement(
        "The number when a user may not log in",
        "client-sdk §2.2",
        "unknown",
        "unknown",
        "web/host/test_consent_views.py"
        "::test_a_login_that_the_app_is_not_ready_for_has_the_sdks_number",
        "102600",
    ),
    Statement(
        "When a call gives up",
        "client-sdk §2.2",
        "unknown",
        "unknown",
        "js/bridge.test.mjs::a call that nobody answers times out",
        "login after 30 s, what a person decides after 10 minutes",
    ),
    Statement(
        "Shapes of `changeSubscription` and `requestSubscribeMessage`",
        "client-sdk §4",
        "inferred",
        "unknown",
        "spec/test_capabilities.py::test_a_capability_is_whole",
        "as their neighbours",
    ),
    Statement(
        "Which client first had what was there before the update log",
        "client-sdk §3",
        "unknown",
        "unknown",
        "js/sdk_phone.test.mjs::an old client lacks what came later",
        "any",
    ),
    Statement(
        "Lifecycle events",
        "client-sdk §4",
        "documented",
        "unknown",
        "js/bridge.test.mjs::hello is followed by launch and show",
        "`minis.launch` and `minis.show` follow `init`; listeners that come late miss them",
    ),
    Statement(
        "Every documented result of every call can be chosen",
        "client-sdk §2.2",
        "ours",
        "simulated",
        "browser/test_outcomes.py::test_every_method_has_every_outcome",
    ),
    Statement(
        "No code from elsewhere, and none made at run time",
        "toolchain-portal §6",
        "documented",
        "simulated",
        "devserver/test_restrictions_in_browser.py"
        "::test_the_browser_refuses_and_the_simulator_is_told",
        "a browser policy of ours; inline scripts pass, because the tool writes one",
    ),
    Statement(
        "WebAssembly, and images, media and fonts from elsewhere",
        "toolchain-portal §6",
        "unknown",
        "unknown",
        "spec/test_restrictions.py::test_no_code_from_elsewhere_and_none_made_at_run_time",
        "pass",
    ),
    Statement(
        "Requests go to trusted domains: https, no wildcard, at most 20",
        "toolchain-portal §8",
        "documented",
        "same",
        "spec/test_restrictions.py::test_requests_go_to_trusted_hosts_and_loopback_only",
        "and to this machine; `wss:` passes where its `https:` host is trusted",
    ),
    Statement(
        "Rewarded ads have no verification on the server",
        "server-api §10",
        "documented",
        "same",
        "js/sdk_phone.test.mjs::an ad is shown once, closes with its result",
        "the page's `isEnded` is all there is",
    ),
    Statement(
        "Spellings of the config",
        "toolchain-portal §3",
        "contradictory",
        "same",
        f"{_READ}::test_every_spelling_of_every_field_is_read",
        "all that the documentation shows are read, one is written",
    ),
    Statement(
        "Where the entry page is, if the config does not say",
        "toolchain-portal §3",
        "unknown",
        "unknown",
        "project/test_entry.py::test_the_build_tool_and_the_usual_places_decide",
        "`index.html`, `public/index.html`, `src/index.html`",
    ),
    Statement(
        "Files that exist when `init` runs",
        "toolchain-portal §2",
        "unknown",
        "unknown",
        "project/test_scaffold.py::test_a_second_run_changes_nothing",
        "stay; a page gets only what it lacks",
    ),
    Statement(
        "What the manifest lists",
        "toolchain-portal §4",
        "observed",
        "same",
        "project/test_manifest.py::test_every_file_and_folder_is_listed_once_in_byte_order",
        "every file of the build, itself included, in byte order",
    ),
    Statement(
        "Name and content of the package",
        "toolchain-portal §4",
        "observed",
        "unknown",
        "project/test_package.py::test_the_package_holds_what_the_manifest_lists_at_its_root",
        "`minis.zip`, the build's files at its top, beside the output folder",
    ),
    Statement(
        "Rules of the scan that no page states",
        "toolchain-portal §6",
        "unknown",
        "stricter",
        "checker/test_rules.py::test_a_rule_is_complete",
        "are marked as observed or as our policy; `localminis rules CODE` says which",
    ),
)
