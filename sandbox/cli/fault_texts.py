"""Faults as they are written on a command line: `status=503; times=2; operation=create_*`.

The parts are those of the header `X-Sandbox-Fault`, and the fields of the pattern. What a request must have
in its headers, its query and its body is `header=Name:value`, `param=name:value` and
`field=dotted.name:value`, each as often as it is needed.
"""

from typing import Any

from sandbox.errors import StartupError
from sandbox.traffic.fault_texts import NotAFault, json_or_text, parts, value_of


def fault(text: str, organization_id: str | None = None) -> dict[str, Any]:
    """Return the body of `POST /dev/faults`.

    Raises:
        StartupError: it is not made of parts.
    """
    body: dict[str, Any] = {}
    match: dict[str, Any] = {} if organization_id is None else {"organization_id": organization_id}
    try:
        for name, value in parts(text, repeatable=_NAMED):
            if name in _NAMED:
                key, _, wanted = value.partition(":")
                match.setdefault(_NAMED[name], {})[key] = json_or_text(wanted) if name == "field" else wanted
            elif name in _OF_PATTERN:
                match[name] = value
            else:
                body[name] = value_of(name, value)
    except NotAFault as refused:
        raise StartupError(
            f"{refused.given!r} is no part of a fault, such as status=503; times=2: {refused}"
        ) from None
    return {**body, "match": match} if match else body


_NAMED = {"header": "headers", "param": "query", "field": "body"}
_OF_PATTERN = ("method", "path", "operation", "edition", "role", "sdk", "organization_id")
