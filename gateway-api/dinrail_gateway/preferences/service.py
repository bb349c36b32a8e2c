"""Reading and changing the settings for the API and for whoever is ruled by them."""

from __future__ import annotations

from typing import Any

from dinrail_gateway.documents.document import Document, Outdated
from dinrail_gateway.documents.json_text import Rejected, render
from dinrail_gateway.errors import Conflict, Unavailable
from dinrail_gateway.instances.secrets import SecretStore
from dinrail_gateway.preferences.document import STORED_AS, Chosen, Preferences
from dinrail_gateway.preferences.schemas import SettingsDocument, SettingsView
from dinrail_gateway.routes.refused import invalid

__all__ = ["PreferenceService"]

_DEFAULTS = Preferences()


class PreferenceService:
    """The settings document; until it was read once, the defaults are in effect."""

    def __init__(self, document: Document[Chosen], store: SecretStore) -> None:
        self._document = document
        self._store = store

    @property
    def now(self) -> Preferences:
        """What is in effect; secrets are placeholders."""
        chosen = self._document.value
        return chosen.preferences if chosen else _DEFAULTS

    def secret(self, pointer: str) -> str:
        """A secret setting by its JSON pointer; empty when there is none."""
        return str(self._store.of(STORED_AS).get(pointer, ""))

    def view(self) -> SettingsView:
        """Every setting, secrets as placeholders, and the revision."""
        return {"document": _plain(self.now), "revision": self._document.revision}

    async def change(self, document: Any, *, revision: int | None, by: str) -> SettingsView:
        """Replace the settings; raises Invalid with every finding, Conflict with the present ones, Unavailable."""
        try:
            await self._document.change(lambda _: render(document), revision=revision, by=by)
        except Rejected as rejected:
            raise invalid(rejected.problems) from None
        except Outdated:
            raise Conflict("the settings were changed meanwhile", extra={"current": self.view()}) from None
        except OSError as error:
            message = f"the configuration cannot be written: {error.strerror or error}"
            raise Unavailable(message, key="config_unwritable", detail=error.strerror) from None
        return self.view()


def _plain(chosen: Preferences) -> SettingsDocument:
    return {
        "version": chosen.version,
        "language": chosen.language,
        "errors": {"days": chosen.errors.days, "max_mb": chosen.errors.max_mb},
        "sentry": {
            "enabled": chosen.sentry.enabled,
            "dsn": _shown(chosen.sentry.dsn),
            "environment": chosen.sentry.environment,
            "allow_lan": chosen.sentry.allow_lan,
        },
        "backup": {
            "enabled": chosen.backup.enabled,
            "every_days": chosen.backup.every_days,
            "at": chosen.backup.at,
            "keep": chosen.backup.keep,
            "max_age_days": chosen.backup.max_age_days,
            "passphrase": _shown(chosen.backup.passphrase),
        },
        "prometheus": {"points": list(chosen.prometheus.points), "budget": chosen.prometheus.budget},
    }


def _shown(secret: object) -> Any:
    return {"$secret": True} if secret else ""
