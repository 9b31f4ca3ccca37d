"""Collecting what is wrong with one config's text, each thing at its place."""

from collections.abc import Container

from localminis.project.config import jsonc
from localminis.project.model import Diagnostic, Severity


class Remarks:
    """The diagnostics of one text, in the order in which they are found."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Diagnostic] = []

    def note(
        self,
        code: str,
        severity: Severity,
        key: str,
        span: tuple[int, int],
        message: str,
        fix: str = "",
        *,
        is_fatal: bool = False,
    ) -> None:
        """Add one diagnostic; `span` are the offsets in the text that it is about."""
        line, column = jsonc.place(self.text, span[0])
        self.found.append(
            Diagnostic(code, severity, key, line, column, *span, message, fix, is_fatal=is_fatal)
        )

    def has(self, keys: Container[str]) -> bool:
        """Tell whether something was found about one of the dotted paths."""
        return any(it.key in keys for it in self.found)

    def in_order(self) -> tuple[Diagnostic, ...]:
        """Return everything in the order of the file."""
        return tuple(sorted(self.found, key=lambda it: it.start))
