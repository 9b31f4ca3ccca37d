"""What is loaded late, so that the platform starts soon, is not loaded early by accident."""

import subprocess
import sys

# The client for webhooks and pages, the one that steers, and all doors but the open API's.
LATE = (
    "aiohttp",
    "httpx2",
    "jinja2",
    "turbohtml",
    "sqlalchemy.dialects.postgresql",
    "starlette.applications",
    "localminis.devserver.lan",
    "localminis.devserver.versions",
    "localminis.web.site",
)


def test_a_platform_is_built_without_what_its_first_answer_does_not_need(tmp_path):
    """Each of these takes long to load, and an import at the top of some module would bring it."""
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from localminis import runtime, settings\n"
        "runtime.build(settings.load(home=Path(sys.argv[1]))).close()\n"
        f"print([each for each in {LATE!r} if each in sys.modules])"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
