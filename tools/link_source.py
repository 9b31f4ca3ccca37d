"""Make the virtual environment import this checkout, without a build tool or the network.

A path file is what an editable install comes down to; `make demo` needs no more than that.
"""

import sysconfig
from pathlib import Path

source = Path(__file__).resolve().parent.parent / "src"
Path(sysconfig.get_path("purelib"), "localminis-checkout.pth").write_text(f"{source}\n", "utf-8")
