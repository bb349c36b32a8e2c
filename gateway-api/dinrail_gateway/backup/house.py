"""Which sections a backup of this gateway has, and where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dinrail_gateway.backup.archive import Plugin
from dinrail_gateway.backup.sections.dashboards import DashboardsSection
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
        types = [(name, entry.manifest) for name, entry in sorted(gateway.type_source.types().items())]
        types += [(plugin.type, plugin.manifest) for plugin in gateway.widget_plugins.all()]
        return [Plugin(name, found.kind if found else "", found.version if found else "") for name, found in types]

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
        DashboardsSection(gateway.dashboards),
    )
    return service
