"""How many connections the system lets a process have: more than it says at first, if it is asked."""

import logging

_log = logging.getLogger(__name__)


def raise_limit() -> None:
    """Ask for as many open files as the system grants; each connection is one."""
    try:
        import resource  # noqa: PLC0415 - Windows has none, and no limit
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        if soft != hard:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):
        _log.info("no more than %d connections: the system grants no more open files", soft)
