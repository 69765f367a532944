"""`/dev/requests/{request_id}/snippets`: a kept request as code that sends it again."""

from pydantic import Field

from sandbox.auth.tokens import TokenAuthority
from sandbox.dev.requests import found
from sandbox.dev.rows import row
from sandbox.domain.world import World
from sandbox.errors import NotFound
from sandbox.rest.exchange import Exchange
from sandbox.rest.views import View
from sandbox.traffic.journal import Journal


class SnippetView(View):
    """Code that sends a request again."""

    code: str | None = Field(description="Null where `note` says why there is none.")
    note: str | None = Field(
        description="What is missing or different.",
        examples=["Secrets are left out: put yours where *** stands."],
    )


class SdkSnippetView(SnippetView):
    """Code that sends a request again with an official SDK."""

    release: str | None = Field(
        description="Of the SDK; null when none has a call for it.", examples=["0.3.2"]
    )


class SnippetsResponse(View):
    """A request as code that sends it again."""

    id: str
    curl: SnippetView = Field(description="Commands for a POSIX shell.")
    python: SdkSnippetView = Field(description="A script for PyPI `ocpplab`.")
    typescript: SdkSnippetView = Field(description="A module for npm `ocpplab`.")


def get_request_snippets(
    world: World, journal: Journal, authority: TokenAuthority, asking: Exchange, request_id: str
) -> SnippetsResponse:
    """Get one request as code that sends it again."""
    # Few ask for it: who starts a sandbox, or looks at its journal, does not load it.
    from sandbox.snippets.snippets import snippets  # noqa: PLC0415

    exchange = found(journal, request_id)
    made = snippets(exchange, asking.base_url, authority.token_format, world.is_organization)
    return SnippetsResponse(id=str(exchange.id), **{name: one._asdict() for name, one in made.items()})


OPERATIONS = (
    row(
        "GET",
        "/dev/requests/{request_id}/snippets",
        get_request_snippets,
        errors=(NotFound,),
        in_change=False,
    ),
)
