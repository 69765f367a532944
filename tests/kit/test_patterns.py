"""The fields of a pattern have the same names wherever they can be said."""

import argparse

from sandbox import cli
from sandbox.dev.requests import PatternQuery
from sandbox.kit.patterns import ExchangeFields, PatternFields
from sandbox.traffic.matching import ExchangePattern, RequestPattern

NAMED = {"headers": "header", "query": "param", "body": "field"}
"""Fields that are values by name, and the parameter that says one of them."""


def said(pattern: type[RequestPattern]) -> set[str]:
    return {NAMED.get(name, name) for name in pattern.model_fields}


def test_in_keywords() -> None:
    assert {*PatternFields.__annotations__} == {*RequestPattern.model_fields} - {"organization_id"}
    assert {*ExchangeFields.__annotations__} == {*ExchangePattern.model_fields} - {"organization_id"}


def test_in_parameters() -> None:
    assert {*PatternQuery.model_fields} == said(ExchangePattern)


def test_in_options() -> None:
    parser = cli._parser()
    for name in ("requests", "clear"):
        (group,) = (one for one in parser._actions if isinstance(one, argparse._SubParsersAction))
        parser = group.choices[name]
    options = {option.removeprefix("--") for one in parser._actions for option in one.option_strings}
    others = {"-h", "help", "url", "json", "organization"}
    assert options - others == said(ExchangePattern) - {"organization_id"}
