"""Zips of small builds, right or not, for whoever uploads."""

import io
import json
import zipfile

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>App</title>
<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>
<script>TTMinis.init({ clientKey: "KEY" });</script>
</head><body><p>MARK</p><script src="./app.js"></script></body></html>
"""


def build(key: str = "mnpublish", mark: str = "one", **files: str) -> bytes:
    """Make the zip of a small, right build."""
    config = {"dev": {"clientKey": key}, "domain": {"trustedDomains": ["https://api.example.com"]}}
    content = {
        "index.html": PAGE.replace("KEY", key).replace("MARK", mark),
        "app.js": "TTMinis.login({ success: () => {} });\n",
        "minis.config.json": json.dumps(config),
        "minis.manifest.json": json.dumps({"name": "app", "resource_list": []}),
        **files,
    }
    return zipped(content)


def zipped(content: dict[str, str | bytes]) -> bytes:
    """Make a zip of names and contents, as they are given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            # The same content is the same zip, whatever the time.
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()
