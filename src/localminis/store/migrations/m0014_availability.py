"""To whom an app is open: regions, and the oldest library that it runs on."""

STATEMENTS = (
    "ALTER TABLE apps ADD COLUMN regions TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE apps ADD COLUMN min_library_version TEXT NOT NULL DEFAULT ''",
)
