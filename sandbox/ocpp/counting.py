"""Counting what the other side says, which may be anything in any number of ways."""

from collections import Counter

OTHERS = "others"
"""What is counted together, because there are too many kinds already."""


def count(counter: Counter[str], what: str, most: int) -> None:
    """Count *what* by itself, if it is among the first *most* kinds."""
    counter[what if what in counter or len(counter) < most else OTHERS] += 1
