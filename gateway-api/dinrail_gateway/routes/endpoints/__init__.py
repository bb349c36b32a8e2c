"""/routes: one file for each thing a browser does with routes."""

from dinrail_gateway.routes.endpoints import counters, document, items, sources, tools, trace, versions

__all__ = ["ROUTERS"]

ROUTERS = (
    document.router,
    items.router,
    versions.router,
    tools.router,
    counters.router,
    sources.router,
    trace.router,
)
