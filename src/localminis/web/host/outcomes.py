"""Outcomes that were chosen over the admin API, until a phone takes them. They live in memory."""

from dataclasses import dataclass, field

from localminis.spec import outcomes


@dataclass(frozen=True, slots=True)
class Chosen:
    """What calls of one method shall result in: the next one only, or all."""

    outcome: str
    is_sticky: bool


@dataclass(slots=True)
class OutcomeBook:
    """The chosen outcomes of every app, by client key and method."""

    _by_app: dict[str, dict[str, Chosen]] = field(default_factory=dict)

    def replace(self, client_key: str, wanted: dict[str, str], *, is_sticky: bool) -> None:
        """Choose for one app; what was chosen before is forgotten.

        Args:
            wanted: an outcome's id by method.

        Raises:
            OutcomeUnknown: nothing is changed.
        """
        for method, outcome in wanted.items():
            outcomes.get(method, outcome)
        self._by_app[client_key] = {
            method: Chosen(outcome, is_sticky) for method, outcome in wanted.items()
        }

    def chosen(self, client_key: str) -> dict[str, Chosen]:
        """Return what is chosen for one app."""
        return dict(self._by_app.get(client_key, {}))

    def take(self, client_key: str, method: str) -> str | None:
        """Return the outcome for a call that begins now; one that is not sticky is used up."""
        mine = self._by_app.get(client_key, {})
        found = mine.get(method)
        if found is None:
            return None
        if not found.is_sticky:
            del mine[method]
        return found.outcome
