"""Statements about subscriptions."""

from typing import Final

from localminis.spec.statements.statement import Statement

_API: Final = "web/api/test_subscriptions.py"
_ROOM: Final = "commerce/test_subscriptions.py"
_LIFE: Final = "commerce/test_renewals.py"

STATEMENTS: Final = (
    Statement(
        "`create` answers with an order; nothing begins before it is paid",
        "server-api §6.1",
        "documented",
        "same",
        f"{_ROOM}::test_nothing_begins_before_it_is_paid",
    ),
    Statement(
        "One subscription per user and app: 20021101, 20021102 or 20021103 by its state",
        "server-api §6.2",
        "documented",
        "same",
        f"{_ROOM}::test_while_one_is_not_over_no_other_is_ordered",
    ),
    Statement(
        "Only a cancelled one is reactivated, not near its renewal",
        "server-api §6.2",
        "documented",
        "same",
        f"{_LIFE}::test_reactivation_is_blocked_around_the_renewal",
    ),
    Statement(
        "What a reactivation costs",
        "server-api §6.2",
        "unknown",
        "unknown",
        f"{_LIFE}::test_a_reactivated_subscription_renews_again",
        "nothing; the next renewal is paid",
    ),
    Statement(
        "`get_active_list` takes no body; an empty list means none",
        "server-api §6.1",
        "documented",
        "same",
        f"{_API}::test_the_active_list_has_no_body",
    ),
    Statement(
        "The state is in two booleans",
        "server-api §6.2",
        "documented",
        "same",
        f"{_API}::test_a_subscription_is_ordered_paid_and_read",
    ),
    Statement(
        "`get_trade_order_info` is flat, or wrapped in `subscription_tiers_info`",
        "server-api §6.1",
        "contradictory",
        "same",
        f"{_API}::test_a_subscription_is_ordered_paid_and_read",
        "flat as in the sample; our client reads both",
    ),
    Statement(
        "Payments are PENDING, SUCCESS or REFUNDED",
        "server-api §6.1",
        "documented",
        "same",
        f"{_API}::test_an_open_order_and_a_refunded_one_say_so",
    ),
    Statement(
        "Spellings: `next_duduct_time`, `SEMIANNYALLY`",
        "server-api §6.1",
        "documented",
        "same",
        f"{_ROOM}::test_what_is_on_the_wire_has_the_documented_spellings",
    ),
    Statement(
        "`begin_time`, or `begine_time`",
        "server-api §6.1",
        "contradictory",
        "same",
        "web/api/test_answers.py::test_the_documented_spellings_are_the_answers_own",
        "as in the sample",
    ),
    Statement(
        "An unknown order, or another's, is 20011002",
        "server-api §6.1",
        "inferred",
        "same",
        f"{_ROOM}::test_orders_of_others_do_not_exist",
    ),
    Statement(
        "Order ids of subscriptions",
        "server-api §6.1",
        "inferred",
        "unknown",
        f"{_ROOM}::test_an_order_id_is_used_once_in_an_app",
        "are used once, apart from those of Beans orders",
    ),
    Statement(
        "`device_platform`: anything but `android` counts as `iphone`",
        "server-api §6.1",
        "documented",
        "same",
        f"{_API}::test_tiers_are_told_for_any_device",
        "both pay the same here",
    ),
    Statement(
        "The four sandbox tiers, and what they cost",
        "server-api §6.3",
        "documented",
        "same",
        "commerce/test_subscription_tiers.py"
        "::test_the_documented_sandbox_tiers_cost_what_the_page_says_everywhere",
    ),
    Statement(
        "Tiers besides the sandbox's",
        "server-api §6.1",
        "documented",
        "simulated",
        "commerce/test_subscription_tiers.py"
        "::test_every_documented_cycle_can_be_bought_and_is_priced_for_the_region",
        "our own, one for each documented cycle",
    ),
    Statement(
        "The sandbox renews every 5 minutes, 12 times, and then expires",
        "server-api §6.3",
        "documented",
        "same",
        f"{_LIFE}::test_an_hour_of_the_sandbox_renews_twelve_times_and_then_it_expires",
        "13 periods, 65 minutes in all; the sum is our reading",
    ),
    Statement(
        "The sandbox blocks reactivation within 2 minutes of the renewal",
        "server-api §6.3",
        "documented",
        "same",
        f"{_LIFE}::test_reactivation_is_blocked_around_the_renewal",
        "the renewal comes 10 s before the period ends, which is assumed",
    ),
    Statement(
        "Renewal is attempted a day before the period ends",
        "server-api §6.2",
        "documented",
        "same",
        f"{_LIFE}::test_a_month_is_renewed_a_day_before_it_ends",
    ),
    Statement(
        "On hold lasts one to two months",
        "server-api §6.2",
        "documented",
        "unknown",
        f"{_LIFE}::test_a_hold_ends_after_sixty_days",
        "60 days with an attempt each day; in the sandbox 10 minutes, one each minute",
    ),
    Statement(
        "Rights while on hold",
        "server-api §6.2",
        "contradictory",
        "unknown",
        f"{_LIFE}::test_a_failed_renewal_is_on_hold_with_rights_until_the_period_ends",
        "last to the end of the paid period",
    ),
    Statement(
        "A cancelled subscription keeps its rights until the period ends",
        "server-api §6.2",
        "documented",
        "same",
        f"{_LIFE}::test_a_cancelled_subscription_lasts_until_the_period_ends",
    ),
    Statement(
        "A change goes to a longer period, is blocked for an hour (20021108) and near the renewal "
        "(20021111)",
        "server-api §6.2",
        "documented",
        "same",
        f"{_LIFE}::test_a_change_is_refused_where_the_page_says",
    ),
    Statement(
        "When a change begins",
        "server-api §6.2",
        "unknown",
        "unknown",
        f"{_LIFE}::test_a_change_begins_the_longer_cycle_at_once",
        "at once, with a new period",
    ),
    Statement(
        "How a backend orders a change",
        "server-api §6.1",
        "unknown",
        "absent",
        f"{_LIFE}::test_an_ordered_change_is_looked_at_again_when_it_is_settled",
        "it begins on the command line or in the admin API",
    ),
    Statement(
        "Refund of a payment",
        "server-api §6.1",
        "unknown",
        "unknown",
        f"{_LIFE}::test_refunding_the_latest_payment_ends_the_rights",
        "of the latest ends the rights, of an earlier one leaves them",
    ),
)
