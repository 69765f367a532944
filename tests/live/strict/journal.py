"""What went over the wire of a strict CSMS and what was wrong with it; who waits for more is told at once."""

import json
import threading
from datetime import UTC, datetime
from typing import Any, Literal

Direction = Literal["in", "out", "opened", "closed"]
_OTHER = {"in": "out", "out": "in"}


class Journal:
    """Messages in order, each with a number; `in` is from the charger, `out` to it. For any thread."""

    def __init__(self) -> None:
        self.violations: list[dict[str, Any]] = []
        self._messages: list[dict[str, Any]] = []
        self._number = 0
        self._actions: dict[tuple[str, str, Any], Any] = {}
        self._more = threading.Condition()

    def connection(self, identity: str, direction: Direction, about: dict[str, Any]) -> None:
        """Note that a charger came (`opened`) or went (`closed`)."""
        self._add(identity, direction, None, about)

    def message(self, identity: str, direction: Literal["in", "out"], text: str) -> None:
        """Note one frame; an answer is noted with the action that it answers."""
        try:
            frame = json.loads(text)
        except ValueError:
            frame = text
        self._add(identity, direction, self._action(identity, direction, frame), frame)

    def violation(self, identity: str, direction: Direction, action: str | None, message: str) -> None:
        """Note what was wrong with a frame."""
        told = {"identity": identity, "direction": direction, "action": action, "message": message}
        self.violations.append(told)

    def after(self, number: int, seconds: float) -> list[dict[str, Any]]:
        """Return the messages after that number: at once if there are any, else once some come."""
        with self._more:
            self._more.wait_for(lambda: self._number > number, seconds)
            return [message for message in self._messages if message["number"] > number]

    def clear(self) -> None:
        """Forget what there was."""
        with self._more:
            self._messages.clear()
            self.violations.clear()

    def answer(self, identity: str, message_id: str) -> list[Any] | None:
        """Return the frame by which a charger has answered, if it has."""
        with self._more:
            heard = [
                m["frame"] for m in self._messages if (m["identity"], m["direction"]) == (identity, "in")
            ]
        frames = [frame for frame in reversed(heard) if isinstance(frame, list)]
        return next((frame for frame in frames if frame[1] == message_id and frame[0] != 2), None)

    def _add(self, identity: str, direction: Direction, action: str | None, frame: Any) -> None:
        with self._more:
            self._number += 1
            told = {"number": self._number, "at": datetime.now(UTC).isoformat(), "identity": identity}
            self._messages.append({**told, "direction": direction, "action": action, "frame": frame})
            self._more.notify_all()

    def _action(self, identity: str, direction: str, frame: Any) -> Any:
        if not isinstance(frame, list) or len(frame) < 3:
            return None
        kind, message_id, action = frame[:3]
        caller = direction if kind == 2 else _OTHER[direction]
        if kind == 2:
            self._actions[identity, caller, message_id] = action
        return self._actions.get((identity, caller, message_id))
