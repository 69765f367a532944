"""What is to be said about code besides the code, and why there may be none."""


class Uncallable(Exception):
    """There is no code that sends a request again; the text says why."""


class Notes:
    """Sentences about code, each of them once."""

    def __init__(self, *sentences: str) -> None:
        self._sentences = dict.fromkeys(sentences)

    def add(self, sentence: str) -> None:
        """Say it, unless it is said."""
        self._sentences[sentence] = None

    def all(self) -> tuple[str, ...]:
        """Return all of them, in the order in which they were said."""
        return tuple(self._sentences)
