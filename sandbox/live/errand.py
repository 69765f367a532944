"""An errand: a script and all that it says; it is over when it has returned and the CSMS has answered."""

from collections.abc import Callable
from typing import Any

from sandbox.charger.frames import Call, CallError, Reply
from sandbox.charger.outcomes import failed

Done = Callable[[Any, str | None], None]
"""Takes what the script returned, and the first refusal of the CSMS that nobody in it has dealt with."""


class Errand:
    """Counts what is still to be answered.

    Args:
        done: told once, when it is over.
        at_once: whether it is over as soon as the script has returned.
        left: called when the script has returned.
        broken: called when the script has failed, with what it has raised.
    """

    def __init__(
        self,
        done: Done | None = None,
        *,
        at_once: bool = False,
        left: Callable[[], None] | None = None,
        broken: Callable[[Exception], None] | None = None,
    ) -> None:
        self._done = done
        self._left = left
        self._broken = broken
        self._at_once = at_once
        self._open = 1
        self._result: Any = None
        self._refusal: str | None = None

    def said(self) -> None:
        """Wait for one more answer."""
        self._open += 1

    def answered(self, call: Call, reply: Reply) -> None:
        """Take an answer; a refusal of what decides nothing is kept for the end."""
        if isinstance(reply, CallError) and not call.awaited and self._refusal is None:
            self._refusal = f"the CSMS answered {call.action} with {reply.code}: {reply.description}"
        self._close()

    def returned(self, result: Any) -> None:
        """Take what the script has returned."""
        self._result = result
        if self._at_once:
            self._finish()
        self._close()
        if self._left is not None:
            self._left()

    def broke(self, bug: Exception) -> None:
        """Take that the script has failed, which is a fault of the sandbox."""
        if self._broken is not None:
            self._broken(bug)
        self.returned(failed("Internal error"))

    def _close(self) -> None:
        self._open -= 1
        if not self._open:
            self._finish()

    def _finish(self) -> None:
        done, self._done = self._done, None
        if done is not None:
            done(self._result, self._refusal)
