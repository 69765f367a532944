"""Answers that somebody wants instead of the usual ones."""

from dataclasses import dataclass

from sandbox.ocpp.messages import CallError, Payload, Reply


@dataclass(frozen=True)
class Wish:
    """What is wanted for requests of an action, those of one charger if it is named."""

    action: str
    identity: str | None = None
    status: str | None = None
    """That of the answer, or of what it says about the id tag."""
    payload: Payload | None = None
    """Members that the answer has, besides the usual ones or instead of them."""
    error: CallError | None = None
    """A CALLERROR instead of an answer."""

    def fulfilled(self, usual: Reply) -> Reply:
        """Return the usual answer with what is wanted in it."""
        if isinstance(usual, CallError):
            return usual
        answer = usual | (self.payload or {})
        if self.status is None:
            return answer
        info = next((name for name in ("idTagInfo", "idTokenInfo") if name in usual), None)
        return answer | (
            {"status": self.status} if info is None else {info: usual[info] | {"status": self.status}}
        )


class Wishes:
    """What is wanted, each for so many requests; the oldest wish comes first."""

    def __init__(self) -> None:
        self._all: list[tuple[Wish, int]] = []

    def add(self, wish: Wish, times: int) -> None:
        """Want it for the next *times* requests that it is about."""
        self._all = [*self._all, (wish, times)]

    def take(self, identity: str, action: str) -> Wish | None:
        """Return what is wanted for a request, which counts; None if nothing is."""
        for place, (wish, times) in enumerate(self._all):
            if wish.action == action and wish.identity in (None, identity):
                left = [(wish, times - 1)] if times > 1 else []
                self._all = [*self._all[:place], *left, *self._all[place + 1 :]]
                return wish
        return None
