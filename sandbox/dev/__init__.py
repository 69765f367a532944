"""The control plane under `/dev`: what no real service has."""

SEGMENTS = ("dev", "oauth2")
"""What its paths begin with."""

IMPORT_PATH = "/dev/import"
"""Where a whole state comes in, which may be large."""
