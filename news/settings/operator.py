"""`[operator]`: who may see the operator's pages and metrics."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from news.settings.section import Section


class OperatorSettings(Section):
    """`[operator]`: the status page, the metrics, and who may see them."""

    token: SecretStr | None = Field(None, min_length=16)
    """Opens the operator's pages; None: only who sits at this machine sees them, as long as no proxy can stand in front."""
    token_file: Path | None = None
    """File whose first line is the token; `token` goes before it."""
    public: bool = False
    """Whether one may log in from other machines and at the public address; until then only from this machine."""
    metrics: Literal["token", "open"] = "token"
    """Who may read /metrics: whoever may see the operator's pages, or everybody."""

    @model_validator(mode="after")
    def _is_guarded(self) -> Self:
        if self.public and self.token is None and self.token_file is None:
            raise ValueError("public needs a token, or a token_file")
        return self
