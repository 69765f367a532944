"""What came instead of the requests that a test expected."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.kit.entries import RecordedRequest
from sandbox.kit.patterns import Piece, pieces
from sandbox.traffic.dotted import at

Find = Callable[..., list[RecordedRequest]]

_MOST = 5
_WIDEST = 60


def told(
    expected: str, pattern: Mapping[str, Any], total: int, newest: Sequence[RecordedRequest], find: Find
) -> str:
    """Return the text of an assertion that failed: what was expected, what fits, and what is nearest.

    Of the *total* that fit, the *newest* are shown.
    """
    conditions = list(pieces(pattern))
    wanted = " ".join(f"{one.label}={_short(one.wanted)}" for one in conditions)
    lines = [f"expected {expected}{' with ' if wanted else ''}{wanted}; there {_counted(total)}"]
    lines += [f"  {request}" for request in newest[-_MOST:]]
    if newest:
        return "\n".join(lines)
    return "\n".join([*lines, *_nearest(conditions, find)])


def _nearest(conditions: Sequence[Piece], find: Find) -> list[str]:
    requests = find()
    if not requests:
        return ["  no request of this organization is in the journal"]
    missed: dict[str, list[Piece]] = {request.id: [] for request in requests}
    for condition in conditions:
        fit = {request.id for request in find(**condition.pattern())}
        for request_id in missed.keys() - fit:
            missed[request_id].append(condition)
    # Sorting is stable, so that of those that are equally near the newest come first.
    newest_first = requests[::-1]
    ranked = sorted(newest_first, key=lambda request: len(missed[request.id]))
    return ["  nearest:", *(f"    {one}  ({_differences(one, missed[one.id])})" for one in ranked[:_MOST])]


def _differences(request: RecordedRequest, missed: Sequence[Piece]) -> str:
    return ", ".join(f"{piece.label}: {_short(_actual(request, piece))}" for piece in missed)


def _actual(request: RecordedRequest, piece: Piece) -> Any:
    name = piece.name or ""
    match piece.field:
        case "headers":
            return request.headers.get(name.lower())
        case "query":
            return request.parameters.get(name)
        case "body":
            return at(request.body, name)
        case "edition":
            return request.editions
        case "role":
            return None if request.principal is None else request.principal.role
        case field:
            return getattr(request, field)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 3]}..."


def _counted(number: int) -> str:
    return {0: "was none", 1: "was 1"}.get(number, f"were {number}")
