"""A comment that is meant to take a finding back and does not; found by the engine."""

from localminis.checker.rule import WARNING, Example, Rule

RULE = Rule(
    code="LM905",
    name="bad-suppression",
    title="A suppression needs a reason and something to suppress",
    severity=WARNING,
    why="A finding that is taken back without a reason is forgotten; a comment without a finding "
    "hides the next one.",
    fix="Write `// localminis-ignore CODE: why`, on the line of the finding or the one before.",
    confidence="policy",
    source="contract:toolchain-6",
    bad=(
        Example({"app.js": "// localminis-ignore LM101\nf();"}, (("app.js", 1, 1),),
                is_output=False),
        Example({"app.js": "f(); // localminis-ignore eval: no"}, (("app.js", 1, 6),),
                is_output=False),
    ),
    good=(Example({"app.js": "// localminis-ignore LM101"}), Example({"app.js": "f();"})),
)  # fmt: skip
