"""Examples in the texts of refusals: a pattern alone says little."""

from typing import Any

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError


def such_as(example: str) -> WrapValidator:
    """Return what adds an example to the text of a refusal, whose type and context stay."""

    def validated(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except ValidationError as refused:
            (error, *_) = refused.errors(include_url=False)
            text = f"{error['msg']}; for example {example}"
            raise PydanticCustomError(error["type"], text, error.get("ctx")) from None

    return WrapValidator(validated)
