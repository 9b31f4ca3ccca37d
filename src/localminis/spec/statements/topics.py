"""All statements, by the topic under which the page of fidelity shows them."""

from typing import Final

from localminis.spec.statements import (
    games,
    orders,
    page,
    platform,
    portal,
    subscriptions,
    tokens,
    users,
    webhooks,
)
from localminis.spec.statements.statement import Statement

TOPICS: Final[dict[str, tuple[Statement, ...]]] = {
    "Login and tokens": tokens.STATEMENTS,
    "Users, answers and errors": users.STATEMENTS,
    "Beans, orders and refunds": orders.STATEMENTS,
    "Subscriptions": subscriptions.STATEMENTS,
    "Webhooks": webhooks.STATEMENTS,
    "The portal": portal.STATEMENTS,
    "Time, data and steering": platform.STATEMENTS,
    "The page and the project's files": page.STATEMENTS,
    "HTML games": games.STATEMENTS,
}

# What proves the rows that are made from the other tables of `spec/`.
ENDPOINT_TEST: Final = (
    "web/api/test_routes.py::test_an_endpoint_answers_with_and_without_its_trailing_slash"
)
FIELD_TEST: Final = "web/api/test_bad_input.py::test_a_bad_field_is_refused_in_the_contracts_shape"
ERROR_TEST: Final = "web/api/test_endpoint_errors.py::test_an_endpoint_has_its_documented_errors"
EVENT_TEST: Final = "spec/test_events.py::test_an_event_has_a_dotted_name_and_named_fields"
