"""Statements about what the platform has no word for: its time, its data, and who steers it."""

from typing import Final

from localminis.spec.statements.statement import Statement

STATEMENTS: Final = (
    Statement(
        "Times are whole seconds since 1970, UTC",
        "server-api §0",
        "documented",
        "same",
        "commerce/test_renewals.py::test_a_month_is_renewed_a_day_before_it_ends",
    ),
    Statement(
        "The clock can be turned, and everything above goes by it",
        "server-api §6.3",
        "ours",
        "simulated",
        "commerce/test_renewals.py::test_one_jump_and_many_small_ones_live_the_same_life",
        "one long turn is the same as many short ones",
    ),
    Statement(
        "Each sandbox has a clock of its own, which moves nobody else's",
        "toolchain-portal §9.4",
        "ours",
        "simulated",
        "journeys/test_sandbox_clocks.py::test_a_turned_sandbox_moves_nobody_else",
    ),
    Statement(
        "Sandbox and production have the same hosts",
        "server-api §9",
        "inferred",
        "same",
        "web/api/test_subscriptions.py::test_a_subscription_is_ordered_paid_and_read",
    ),
    Statement(
        "The same ids and tokens on each run",
        "server-api §16",
        "ours",
        "simulated",
        "journeys/test_repeatable.py"
        "::test_the_same_seed_makes_the_same_credentials_and_no_seed_others",
        "with a seed, for tests",
        "seed",
    ),
    Statement(
        "The whole state can be kept, moved and brought back",
        "server-api §16",
        "ours",
        "simulated",
        "web/admin/test_state_views.py::test_everything_round_trips",
    ),
    Statement(
        "Several processes on one database are one platform",
        "server-api §16",
        "ours",
        "simulated",
        "journeys/test_team.py::test_what_one_process_starts_another_finishes",
        "on PostgreSQL",
        "database_url",
    ),
    Statement(
        "Review, store, real people and settlement",
        "toolchain-portal §9",
        "documented",
        "absent",
        "house/test_facts.py::test_every_endpoint_is_served_and_nothing_else",
        "a purchase that works here shows that page, backend and messages are right, not that an "
        "app is configured in the portal or that a review will pass",
    ),
)
