"""A small CSMS for tests and demonstrations."""

from sandbox.csms.csms import Csms
from sandbox.csms.desk import Watcher
from sandbox.csms.errors import NotAnswered, NotConnected, Refused
from sandbox.csms.frames import Breach, Frame
from sandbox.csms.transactions import Transaction

__all__ = ["Breach", "Csms", "Frame", "NotAnswered", "NotConnected", "Refused", "Transaction", "Watcher"]
