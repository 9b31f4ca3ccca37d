"""A rule that failed; found by the engine, which goes on with the others."""

from localminis.checker.rule import ERROR, Rule

RULE = Rule(
    code="LM904",
    name="rule-failed",
    title="A rule failed",
    severity=ERROR,
    why="A rule that fails finds nothing, and silence would look like approval.",
    fix="Report this, with the file if you may share it.",
    confidence="policy",
    source="contract:toolchain-6",
    bad=(),
    good=(),
)
