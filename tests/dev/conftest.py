"""A sandbox in which everything takes its time, as the tests of the API have it."""

from tests.api.conftest import slow_client, slow_clock

__all__ = ["slow_client", "slow_clock"]
