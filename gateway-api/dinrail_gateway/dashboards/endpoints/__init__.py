"""/pages, /widgets and /dashboards."""

from dinrail_gateway.dashboards.endpoints import pages, proposals, transfer, versions, widgets

__all__ = ["ROUTERS"]

ROUTERS = (pages.router, proposals.router, widgets.router, versions.router, transfer.router)
