"""Static checks of a mini app: what would be refused on the platform, found before the upload.

Called by the command line; works offline and imports only `project`, `spec` and the leaves. Read
`engine.py`, `rule.py` and `script.py` first; each rule is one file in `rules/`. This is a public
door: `check` and what it returns.
"""

from localminis.checker.finding import Finding, Place, Severity
from localminis.checker.run import check

__all__ = ["Finding", "Place", "Severity", "check"]
