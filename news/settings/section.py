"""What the tables of the configuration share: how they are read, and the kinds of values in them."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AnyHttpUrl, BaseModel, ConfigDict, TypeAdapter, ValidationError

_HTTP = TypeAdapter(AnyHttpUrl)


def _http(value: str) -> str:
    try:
        _HTTP.validate_python(value)
    except ValidationError:
        raise ValueError("an absolute http or https address is needed") from None
    return value


def _directory_address(value: str) -> str:
    return value if value.endswith("/") else f"{value}/"


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("an IANA time zone such as Asia/Ho_Chi_Minh is needed") from None
    return value


def _network(value: str) -> str:
    try:
        ip_network(value, strict=False)
    except ValueError:
        raise ValueError("an address or a network such as 10.0.0.0/8 is needed") from None
    return value


Address = Annotated[str, AfterValidator(_http)]
BaseAddress = Annotated[str, AfterValidator(_http), AfterValidator(_directory_address)]
Zone = Annotated[str, AfterValidator(_zone)]
Network = Annotated[str, AfterValidator(_network)]


class Section(BaseModel):
    """A table of the file: frozen, and no key that means nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")
