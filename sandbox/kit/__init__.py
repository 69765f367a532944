"""The sandbox as a test sees it: an organization of its own, and all that can be done with it."""

from sandbox.kit.entries import Explanation, RecordedRequest
from sandbox.kit.faults import Fault
from sandbox.kit.in_process import IN_PROCESS_URL, InProcessSandbox, in_process
from sandbox.kit.running import Sandbox
from sandbox.kit.snapshots import Snapshot
from sandbox.kit.transports import InProcessAsyncTransport, InProcessTransport

__all__ = [
    "IN_PROCESS_URL",
    "Explanation",
    "Fault",
    "InProcessAsyncTransport",
    "InProcessSandbox",
    "InProcessTransport",
    "RecordedRequest",
    "Sandbox",
    "Snapshot",
    "in_process",
    "isolated",
]


def isolated(url: str) -> Sandbox:
    """Return a fresh organization of the sandbox at *url*, for a `with` block; it is gone when that ends."""
    return Sandbox(url)
