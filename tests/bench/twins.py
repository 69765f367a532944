"""Two sandboxes in one process, with a journal and without: two processes would differ by themselves."""

import gc
import signal
import sys

from sandbox.server import Server
from sandbox.settings import Settings


def main(kept: int, none: int) -> None:
    """Serve on two ports until somebody stops the process."""
    with Server(_settings(kept, 1000)), Server(_settings(none, 0)):
        gc.freeze()  # as `serve` does
        signal.pause()


def _settings(port: int, journal_size: int) -> Settings:
    return Settings.of(port=port, journal_size=journal_size, world="empty", log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
