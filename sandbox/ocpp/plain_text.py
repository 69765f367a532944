"""What the other side says, as it may stand in a line of a log."""


def plain(text: str, most: int) -> str:
    """Return a text with what cannot be printed as escapes, cut to *most* letters.

    A log that shows what others say as it is can be made to tell what never happened, line by line, and a
    terminal to do what they want.
    """
    # What is far too long is not looked at to its end.
    shown = "".join(letter if letter.isprintable() else _escaped(letter) for letter in text[: most + 1])
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode()
