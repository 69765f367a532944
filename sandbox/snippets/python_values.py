"""Values as Python writes them: with the models of a release where they fit, else as plain JSON."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from keyword import iskeyword
from typing import Any

from sandbox.snippets.arguments import element, plain
from sandbox.snippets.layout import Code, Group
from sandbox.snippets.releases import Parameters

_PLAIN: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "object": (dict,),
}


class Values:
    """Writes values, and notes what is to be imported for them.

    Args:
        models: the fields of each model of the release, by its name.
    """

    def __init__(self, models: Mapping[str, Parameters]) -> None:
        self._models = models
        self.used: set[str] = set()
        """Names of the models that were used."""
        self.has_moments = False
        """Whether `datetime` was used."""

    def of(self, value: Any, kind: str) -> Code:
        """Return a value that is to be of a type; what is not of it is written as it was sent."""
        return self._typed(value, kind) if self._fits(value, kind) else literal(value)

    def _typed(self, value: Any, kind: str) -> Code:
        if (inner := element(kind)) is not None:
            return Group("[", tuple(("", self.of(item, inner)) for item in value), "]")
        if kind == "datetime":
            self.has_moments = True
            return f"datetime.fromisoformat({literal(value)})"
        name = next((name for name in kind.split(" | ") if self._fits_model(value, name)), None)
        return literal(value) if name is None else self._model(value, name)

    def _model(self, value: Mapping[str, Any], name: str) -> Code:
        self.used.add(name)
        fields = self._models[name]
        parts = ((f"{key}=", self._member(item, key, fields)) for key, item in value.items())
        return Group(f"{name}(", tuple(parts), ")")

    def _member(self, value: Any, name: str, fields: Parameters) -> Code:
        return self.of(value, fields[name].kind) if name in fields else literal(value)

    def _fits(self, value: Any, kind: str) -> bool:
        """Tell whether a model takes a value as what it is, and sends it so."""
        if (inner := element(kind)) is not None:
            return isinstance(value, list) and all(self._fits(item, inner) for item in value)
        if kind == "any":
            return True
        if kind == "bool" or isinstance(value, bool):
            return kind == "bool" and isinstance(value, bool)
        if kind == "datetime":
            return isinstance(value, str) and _is_moment(value)
        if kind in _PLAIN:
            return isinstance(value, _PLAIN[kind])
        return any(self._fits_model(value, name) for name in kind.split(" | "))

    def _fits_model(self, value: Any, name: str) -> bool:
        if name not in self._models or not isinstance(value, dict):
            return False
        fields = self._models[name]
        return {field.name for field in fields.values() if field.required} <= value.keys() and all(
            _is_name(key) and (key not in fields or self._fits_field(item, fields, key))
            for key, item in value.items()
        )

    def _fits_field(self, value: Any, fields: Parameters, name: str) -> bool:
        field = fields[name]
        return (value is None and not field.required) or self._fits(value, field.kind)


def read(kind: str, texts: list[str]) -> list[Any]:
    """Return the value that texts of a query are together: several of them are a list."""
    inner = element(kind)
    if inner is not None:
        found = [value for text in texts for value in read(inner, [text])]
        return [found] if len(found) == len(texts) else []
    if len(texts) > 1 or (kind == "datetime" and not _is_moment(texts[0])):
        return []
    return plain(kind, texts[0])


def _is_moment(text: str) -> bool:
    """Tell whether a text is how the SDKs write the moment that it means."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is not None and moment.isoformat().replace("+00:00", "Z") == text


def _is_name(text: str) -> bool:
    """Tell whether a text can be the name of an argument, and is none that belongs to models themselves."""
    return (
        text.isidentifier()
        and not iskeyword(text)
        and not text.startswith(("_", "model_"))
        and text != "self"
    )


def literal(value: Any) -> Code:
    """Return JSON as Python writes it."""
    if isinstance(value, dict):
        return Group("{", tuple(_items(value)), "}")
    if isinstance(value, list):
        return Group("[", tuple(("", literal(item)) for item in value), "]")
    # The texts of JSON are texts of Python too.
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _items(value: Mapping[str, Any]) -> Iterator[tuple[str, Code]]:
    for name, item in value.items():
        yield f"{json.dumps(name, ensure_ascii=False)}: ", literal(item)
