"""The catalogue: what there is to watch and what it costs. Prices live here and nowhere else."""

from dataclasses import dataclass

TITLE = "The Lighthouse Signal"


@dataclass(frozen=True)
class Episode:
    """One episode; a price of 0 Beans makes it free."""

    number: int
    title: str
    synopsis: str
    price_beans: int


EPISODES = (
    Episode(1, "The Lamp Goes Out", "Mara returns to the island and finds the tower dark.", 0),
    Episode(2, "Three Short, One Long", "At midnight the dead lamp blinks a message.", 0),
    Episode(3, "The Keeper's Log", "A page is missing, torn out eleven years ago today.", 99),
    Episode(4, "Low Tide", "The causeway opens, and somebody has crossed it before her.", 99),
    Episode(5, "A Voice on Channel 9", "The radio answers with her father's voice.", 99),
    Episode(6, "The Harbour Master Lies", "Every ship that night is in his book but one.", 99),
    Episode(7, "Storm Glass", "The glass clouds over, and the two of them are cut off.", 99),
    Episode(8, "Light Across the Water", "Mara lights the lamp and learns who was waiting.", 99),
)

BY_NUMBER = {episode.number: episode for episode in EPISODES}
