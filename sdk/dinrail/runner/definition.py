"""From the parts on `dinrail/<instance>/config/<n>` to a typed configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from dinrail.documents import InstanceDefinition
from dinrail.errors import ConfigError
from dinrail.settings import merge_secrets

__all__ = ["decode_definition", "pointer", "typed_config"]

MAX_DEPTH_TEXT = "nested too deep"

_decoder = msgspec.json.Decoder(InstanceDefinition)
_PLACE = re.compile(r" - at (?:`key` in )?`\$(?P<path>.*)`\Z", re.DOTALL)
_FIELD = re.compile(r"\AObject (?:missing required|contains unknown) field `(?P<field>[^`]*)`")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")


def decode_definition(document: bytes, *, instance: str, type_name: str) -> InstanceDefinition:
    """Definition of a joined document; raises ConfigError when it is none or not this instance's."""
    try:
        definition = _decoder.decode(document)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ConfigError(f"not an instance definition: {error}", key="definition_invalid") from None
    if definition.id != instance:
        raise ConfigError(f"a definition of {definition.id[:64]!r}", path="/id", key="definition_of_another")
    if definition.type != type_name:
        raise ConfigError(
            f"a definition of type {definition.type[:64]!r}, this is {type_name!r}",
            path="/type",
            key="definition_type_differs",
            type=definition.type[:64],
        )
    return definition


def typed_config(config_type: type, config: dict[str, Any], secrets: Mapping[str, Any]) -> Any:
    """Configuration with its secrets as `config_type`; raises ConfigError with the JSON pointer of what is wrong."""
    try:
        return msgspec.convert(merge_secrets(config, secrets), type=config_type, strict=True)
    except msgspec.ValidationError as error:
        text = str(error)
        message = _PLACE.sub("", text)
        raise ConfigError(f"{pointer(text) or '/'}: {message}", path=pointer(text), detail=message) from None
    except RecursionError:
        raise ConfigError(MAX_DEPTH_TEXT, key="config_too_deep") from None


def pointer(message: str) -> str:
    """JSON pointer of a msgspec message, e.g. `… - at `$.endpoints[0].port`` → `/endpoints/0/port`.

    The key of a map is not in the message; it appears as `*`.
    """
    place = _PLACE.search(message)
    steps = [name or index for name, index in _STEP.findall(place["path"])] if place else []
    field = _FIELD.match(message)
    if field:
        steps.append(field["field"])
    return "".join(f"/{_escape(step)}" for step in steps)


def _escape(step: str) -> str:
    return "*" if step == "..." else step.replace("~", "~0").replace("/", "~1")
