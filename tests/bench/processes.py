"""Servers in processes of their own, for measurements."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def process(*arguments: str, **variables: str) -> Iterator[int]:
    """Run a Python process while the block lasts; gives its id."""
    environment = os.environ | variables
    with subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, env=environment
    ) as running:
        try:
            yield running.pid
        finally:
            running.terminate()


def wait_for(port: int) -> None:
    """Ask until somebody answers, for half a minute at most."""
    until = time.perf_counter() + 30
    while time.perf_counter() < until:
        try:
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                if connection.recv(1):
                    return
        except ConnectionError:
            continue
    raise TimeoutError(f"nobody answers on port {port}")


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
