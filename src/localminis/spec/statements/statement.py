"""One row of the page of fidelity, and the words that its columns use."""

from dataclasses import dataclass
from typing import Final, Literal

Confidence = Literal["documented", "contradictory", "observed", "inferred", "unknown", "ours"]
Verdict = Literal["same", "stricter", "simulated", "unknown", "absent"]

CONFIDENCES: Final[dict[Confidence, str]] = {
    "documented": "an official page says so",
    "contradictory": "official pages say two things",
    "observed": "public projects or their authors report it, without an official word",
    "inferred": "it follows from what is documented or observed",
    "unknown": "nothing public says anything",
    "ours": "the platform has nothing like it",
}
VERDICTS: Final[dict[Verdict, str]] = {
    "same": "it is like that here",
    "stricter": "we refuse what the platform may take, and say why",
    "simulated": "a stand-in of ours does it, with the documented outcome",
    "unknown": "we had to choose, and the platform may differ",
    "absent": "not here",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement about the platform.

    `here` says what we do where `says` does not say it already; `source` names a note and its
    section; `test` is a path below `tests/` and a name in it; `setting` switches the choice.
    """

    says: str
    source: str
    confidence: Confidence
    verdict: Verdict
    test: str
    here: str = ""
    setting: str = ""
