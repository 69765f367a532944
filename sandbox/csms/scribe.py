"""Writing lines in a thread of its own: nobody else waits for a slow disk, or for whoever reads."""

import threading
from typing import TextIO

MOST_LETTERS = 1 << 24
"""That wait to be written."""


class Scribe:
    """Writes lines to a file, in order, until that fails for the first time.

    Args:
        gap: stands where lines are left out, with their number for `{}`.
        most_letters: that may wait; a line that comes when there are more is left out.
    """

    def __init__(self, *, gap: str = "", most_letters: int = MOST_LETTERS) -> None:
        self._gap = gap
        self._most_letters = most_letters
        self._changed = threading.Condition()
        self._waiting: list[str] = []
        self._letters = 0
        self._in_gap = 0
        self._is_over = False
        self.left_out = 0
        """How many lines came faster than they could be written."""
        self.failure: OSError | None = None
        """Why nothing is written any more."""
        self._thread: threading.Thread | None = None

    def begin(self, file: TextIO) -> None:
        """Write what was told, and all that will be, to a *file* that is the scribe's own from now on."""
        self._thread = threading.Thread(
            target=self._write_all, args=[file], name="ocpplab-scribe", daemon=True
        )
        self._thread.start()

    def tell(self, line: str) -> None:
        """Have a line written, with its end, as soon as that is possible."""
        with self._changed:
            if self._letters + len(line) > self._most_letters:
                self._in_gap += 1
                self.left_out += 1
            elif self.failure is None:
                self._put(self._gap_so_far() + line)

    def close(self) -> None:
        """Wait until everything is written, and close the file; without one, nothing is."""
        with self._changed:
            self._is_over = True
            self._put(self._gap_so_far())
        if self._thread is not None:
            self._thread.join()

    def _gap_so_far(self) -> str:
        number, self._in_gap = self._in_gap, 0
        return self._gap.format(number) if number else ""

    def _put(self, text: str) -> None:
        self._waiting.append(text)
        self._letters += len(text)
        self._changed.notify()

    def _write_all(self, file: TextIO) -> None:
        try:
            with file:
                while text := self._take():
                    file.write(text)
                    file.flush()
        except OSError as failure:
            with self._changed:
                self.failure = failure
                self._waiting.clear()
                self._letters = 0

    def _take(self) -> str:
        """Return what is to be written; nothing when it is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._letters or self._is_over)
            text = "".join(self._waiting)
            self._waiting.clear()
            self._letters = 0
            return text
