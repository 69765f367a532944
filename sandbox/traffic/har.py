"""The journal as an HTTP archive (HAR 1.2), which browsers and proxies read."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, quote

from pydantic_core import to_json

from sandbox import __version__
from sandbox.traffic.entries import Entry

_VERSION = "HTTP/1.1"
_IN_PATHS = "/:@!$&'()*+,;=~%"
_UNKNOWN = -1
"""A size or a time that is not known."""


def archive(entries: Iterable[Entry]) -> dict[str, Any]:
    """Return the archive of some entries."""
    creator = {"name": "ocpplab-sandbox", "version": __version__}
    return {"log": {"version": "1.2", "creator": creator, "entries": [_entry(entry) for entry in entries]}}


def _entry(entry: Entry) -> dict[str, Any]:
    milliseconds = round(entry.seconds * 1000, 3)
    return {
        "startedDateTime": entry.at.isoformat(),
        "time": milliseconds,
        "request": _request(entry),
        "response": _response(entry),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "comment": " ".join(filter(None, (f"request {entry.id}", entry.operation, entry.fault))),
    }


def _request(entry: Entry) -> dict[str, Any]:
    base = f"{entry.scheme}://{entry.headers.get('host', 'localhost')}"
    query = f"?{entry.query}" if entry.query else ""
    shown = {
        "method": entry.method,
        "url": f"{base}{quote(entry.path, _IN_PATHS)}{query}",
        "httpVersion": _VERSION,
        "cookies": [],
        "headers": _pairs(entry.headers),
        "queryString": [{"name": name, "value": value} for name, value in parse_qsl(entry.query, True)],
        "headersSize": _UNKNOWN,
        "bodySize": _UNKNOWN,
    }
    if entry.body is not None:
        shown["postData"] = {
            "mimeType": entry.headers.get("content-type", ""),
            "text": _text(entry.body),
        }
    return shown


def _response(entry: Entry) -> dict[str, Any]:
    text = "" if entry.answer_body is None else _text(entry.answer_body)
    return {
        "status": entry.status or 0,
        "statusText": "" if entry.status is None else _phrase(entry.status),
        "httpVersion": _VERSION,
        "cookies": [],
        "headers": _pairs(entry.answer_headers),
        "content": {
            "size": len(text),
            "mimeType": entry.answer_headers.get("content-type", ""),
            "text": text,
        },
        "redirectURL": entry.answer_headers.get("location", ""),
        "headersSize": _UNKNOWN,
        "bodySize": _UNKNOWN,
    }


def _pairs(headers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def _text(body: Any) -> str:
    return body if isinstance(body, str) else to_json(body).decode()


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
