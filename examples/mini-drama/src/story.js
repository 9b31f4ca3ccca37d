// What the player shows in place of a video: the captions of each episode.

export const CAPTIONS = {
  1: [
    "Gullrock. The ferry comes twice a week, when it comes.",
    "HARBOUR MASTER: You have your father's walk.",
    "MARA: And his key. Why is the tower dark?",
    "HARBOUR MASTER: Ask the sea. It was the last to see him.",
    "Night falls. The tower turns its head.",
  ],
  2: [
    "Midnight. No current, no bulb, no keeper.",
    "Short. Short. Short. Long.",
    "MARA: That isn't a fault. That is a hand.",
    "She answers with a torch. The lamp stops, and listens.",
  ],
  3: [
    "The keeper's log: every night for thirty years.",
    "And one page torn out, eleven years ago today.",
    "MARA: Who tears out a page and keeps the book?",
    "JONAS: Someone who wanted you to see the gap.",
  ],
  4: [
    "Twice a year the causeway lies dry for an hour.",
    "There are footprints in it. They lead one way.",
    "MARA: Somebody went out before me.",
    "Behind her, the water closes.",
  ],
  5: [
    "Channel 9. Nothing but weather.",
    "RADIO: Gullrock, Gullrock. Is the lamp lit?",
    "MARA: … Papa?",
    "RADIO: Do not let him put it out again.",
  ],
  6: [
    "Every ship of that night stands in the book.",
    "MARA: There were seven lights. You wrote six.",
    "HARBOUR MASTER: I wrote what came home.",
    "JONAS: Father. What did you see?",
  ],
  7: [
    "The storm glass clouds over, white as salt.",
    "JONAS: He counted to three, and then he put it out.",
    "MARA: Why?",
    "JONAS: So that nobody would see who was on board.",
  ],
  8: [
    "Mara lights the lamp.",
    "Long. Short. Long.",
    "JONAS: What does it mean?",
    "MARA: Carry on.",
    "And far across the water, somebody answers.",
  ],
};
