"""Which sections a backup of this gateway has, and where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dinrail_gateway.backup.archive import Plugin
from dinrail_gateway.backup.sections.instances import InstancesSection
from dinrail_gateway.backup.sections.preferences import SettingsSection
from dinrail_gateway.backup.sections.routes import RoutesSection
from dinrail_gateway.backup.sections.users import UsersSection
from dinrail_gateway.backup.service import BackupService
from dinrail_gateway.backup.shelf import FOLDER, Shelf
from dinrail_gateway.panic.latch import RANK

if TYPE_CHECKING:
    from dinrail_gateway.wiring import Gateway

__all__ = ["backup_service"]


def backup_service(gateway: Gateway) -> BackupService:
    """Over the gateway's documents and accounts; the panic latch is in no backup, so no restore can release it."""
    settings = gateway.settings

    def plugins() -> list[Plugin]:
        entries = sorted(gateway.type_source.types().items())
        return [
            Plugin(
                name, entry.manifest.kind if entry.manifest else "", entry.manifest.version if entry.manifest else ""
            )
            for name, entry in entries
        ]

    service = BackupService(
        Shelf(settings.config / FOLDER),
        version=settings.version,
        host=settings.hosts[0] if settings.hosts else "",
        types=plugins,
        panic_rank=lambda: RANK[gateway.panic.latch.level],
        clock=gateway.clock,
    )
    service.add(
        SettingsSection(gateway.settings_file, gateway.settings_secrets),
        UsersSection(gateway.users, gateway.setup_code),
        InstancesSection(gateway.instances_file, gateway.instances_codec, gateway.secrets),
        RoutesSection(gateway.routing_file, gateway.linter),
    )
    return service
