"""Reads a Dockerfile: its stages, each a list of instructions."""

import json
import shlex
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Instruction:
    """A keyword and what follows it."""

    keyword: str
    text: str

    def words(self) -> list[str]:
        """Return the words of the shell form or of the exec form, without `--options`."""
        words = json.loads(self.text) if self.text.startswith("[") else shlex.split(self.text)
        return [word for word in words if not word.startswith("--")]

    def command(self) -> list[str]:
        """Return the command of a HEALTHCHECK, which is in the exec form."""
        command: list[str] = json.loads(self.text.partition("CMD ")[2])
        return command


@dataclass(slots=True)
class Stage:
    """One image that is built."""

    instructions: list[Instruction] = field(default_factory=list)

    def all(self, keyword: str) -> list[Instruction]:
        """Return the instructions of a keyword, in order."""
        return [found for found in self.instructions if found.keyword == keyword]

    def last(self, keyword: str) -> Instruction:
        """Return the instruction of a keyword that counts."""
        return self.all(keyword)[-1]

    def environment(self) -> dict[str, str]:
        """Return what ENV sets, as it is written."""
        pairs = (word.partition("=") for found in self.all("ENV") for word in found.words())
        return {name: value for name, _, value in pairs}


def stages(path: Path) -> list[Stage]:
    """Return the stages of a Dockerfile."""
    found: list[Stage] = []
    for line in _joined(path.read_text(encoding="utf-8")):
        keyword, _, text = line.strip().partition(" ")
        if keyword == "FROM":
            found.append(Stage())
        found[-1].instructions.append(Instruction(keyword, text.strip()))
    return found


def _joined(text: str) -> list[str]:
    """Return the lines without comments, the continued ones as one."""
    kept = "\n".join(line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    return kept.replace("\\\n", " ").splitlines()
