"""From a typed configuration to an adapter whose directory is sound."""

from __future__ import annotations

from typing import Any

from dinrail.adapter import Adapter, Context
from dinrail.errors import AddressError, ConfigError
from dinrail.runner.pointbook import check_points

__all__ = ["build_adapter"]


def build_adapter(adapter_type: type[Adapter[Any]], config: Any, context: Context) -> Adapter[Any]:
    """An adapter that touches nothing yet; raises ConfigError when its points or endpoints are wrong."""
    try:
        adapter = adapter_type(config, context)
        check_points(adapter.points() or ())
        adapter.deadbands()
        if not adapter.endpoints(config):
            raise ConfigError("no endpoint is configured", key="endpoints_empty")
    except AddressError as error:
        raise ConfigError(error.message, key=error.reason.key) from None
    except ConfigError:
        raise
    except Exception as error:
        name = type(error).__name__
        raise ConfigError(f"the adapter refuses it: {name}: {error}", key="adapter_failed", type=name) from error
    return adapter
