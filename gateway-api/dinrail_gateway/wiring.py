"""The services behind the API, put together once; what runs containers and keeps identities is handed in."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os

from dinrail.bus import Bus
from dinrail.clock import Clock, SystemClock
from dinrail.names import Topics
from dinrail.reason import Reason
from dinrail_gateway.audit.trail import Trail
from dinrail_gateway.auth.accounts import Accounts
from dinrail_gateway.auth.host_key import HostKey
from dinrail_gateway.auth.passwords import Passwords
from dinrail_gateway.auth.scrape_key import ScrapeKey
from dinrail_gateway.auth.sender import Senders
from dinrail_gateway.auth.service import AuthService
from dinrail_gateway.auth.sessions import Sessions
from dinrail_gateway.auth.setup import SetupCode
from dinrail_gateway.auth.users import Users
from dinrail_gateway.backup.house import backup_service
from dinrail_gateway.backup.schedule import Schedule
from dinrail_gateway.batteries.service import BatteryService
from dinrail_gateway.broker.drops import Drops
from dinrail_gateway.broker.service import BrokerService
from dinrail_gateway.broker.strangers import Strangers
from dinrail_gateway.calls.service import InstanceCalls
from dinrail_gateway.checks.check import House as CheckHouse
from dinrail_gateway.checks.service import CheckService
from dinrail_gateway.dashboards.renaming import pages_of
from dinrail_gateway.dashboards.service import DashboardService
from dinrail_gateway.dashboards.store import Store as DashboardStore
from dinrail_gateway.dashboards.versions import DashboardVersionService
from dinrail_gateway.documents.document import Document
from dinrail_gateway.documents.watch import Watch
from dinrail_gateway.errorlog.keeper import ErrorLog
from dinrail_gateway.errorlog.own import OwnErrors
from dinrail_gateway.health.metrics import Metrics
from dinrail_gateway.health.selfcheck import SelfCheck
from dinrail_gateway.history.database import Database as HistoryDatabase
from dinrail_gateway.history.service import HistoryService
from dinrail_gateway.holds.document import FILE as HOLDS_FILE
from dinrail_gateway.holds.service import HoldService
from dinrail_gateway.hooks.service import Hooks
from dinrail_gateway.instances.aliases import Aliases
from dinrail_gateway.instances.definitions import Definitions
from dinrail_gateway.instances.document import FILE as INSTANCES_FILE
from dinrail_gateway.instances.document import InstancesCodec
from dinrail_gateway.instances.ledger import Ledger
from dinrail_gateway.instances.operations import Operations
from dinrail_gateway.instances.renaming import Renaming
from dinrail_gateway.instances.rollout import Rollout
from dinrail_gateway.instances.secrets import SecretStore
from dinrail_gateway.instances.service import InstanceService
from dinrail_gateway.instances.suspension import Suspension
from dinrail_gateway.jobs.memory import JobMemory
from dinrail_gateway.jobs.service import JobService
from dinrail_gateway.live.hub import LiveHub
from dinrail_gateway.neighbours.known import known
from dinrail_gateway.neighbours.neighbour import Neighbour
from dinrail_gateway.nodered.key import NodeRedKey
from dinrail_gateway.nodered.watch import NodeRed
from dinrail_gateway.panic.latch import FILE as PANIC_FILE
from dinrail_gateway.panic.service import PanicService
from dinrail_gateway.points.directory import Directories
from dinrail_gateway.points.service import PointService
from dinrail_gateway.points.space import DataSpace
from dinrail_gateway.points.writer import PointWriter
from dinrail_gateway.preferences.document import FILE as SETTINGS_FILE
from dinrail_gateway.preferences.document import PreferencesCodec
from dinrail_gateway.preferences.service import PreferenceService
from dinrail_gateway.problems.board import Board
from dinrail_gateway.problems.view import problem_view
from dinrail_gateway.prometheus.exposition import PointMetrics
from dinrail_gateway.reporting.reporter import Reporter
from dinrail_gateway.routes.breakers import Breakers
from dinrail_gateway.routes.counters import RouteCounters
from dinrail_gateway.routes.document import FILE as ROUTING_FILE
from dinrail_gateway.routes.document import RoutingCodec
from dinrail_gateway.routes.lint import Linter
from dinrail_gateway.routes.mentions import mentioning, writes_to
from dinrail_gateway.routes.router_calls import ROUTER, RouterCalls
from dinrail_gateway.routes.service import RouteService
from dinrail_gateway.routes.trace import Traces
from dinrail_gateway.routes.versions import RouteVersions
from dinrail_gateway.runtime.interface import IdentityKeeper, Supervisor, TypeSource
from dinrail_gateway.settings import GatewaySettings
from dinrail_gateway.status.compose import PULSE_LIMIT_S
from dinrail_gateway.status.fleet import Fleet
from dinrail_gateway.status.marking import Marker
from dinrail_gateway.status.service import StatusBook
from dinrail_gateway.streams.instances import InstanceStreams
from dinrail_gateway.types.service import TypeCatalog
from dinrail_gateway.vitals.deaths import DeathBook
from dinrail_gateway.vitals.recorder import VitalsRecorder
from dinrail_gateway.vitals.troubles import LastErrors
from dinrail_gateway.widgets.catalogue import WidgetPlugins

__all__ = ["Gateway"]

TYPES_WAIT_S = 20.0
_CLOCK = SystemClock()


class Gateway:
    """One gateway. The constructor only assigns and connects; `start` begins, `stop` ends in reverse order."""

    def __init__(
        self,
        settings: GatewaySettings,
        *,
        bus: Bus,
        supervisor: Supervisor,
        type_source: TypeSource,
        identities: IdentityKeeper,
        clock: Clock = _CLOCK,
        passwords: Passwords | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.bus = bus
        self.supervisor = supervisor
        self.topics = Topics(settings.root)
        self.board = Board(clock)
        self.type_source = type_source
        self._log = logging.getLogger("dinrail.gateway")
        self._wire_auth(passwords)
        self._wire_data(type_source)
        self._wire_documents(identities)
        self._wire_observers()
        self._wire_backups()

    def _wire_auth(self, passwords: Passwords | None) -> None:
        data, clock = self.settings.data, self.clock
        self.senders = Senders(self.settings.trusted_proxy, clock)
        self.setup_code = SetupCode(data / "setup-code")
        self.audit = Trail(data / "audit", clock=clock)
        accounts, sessions = Accounts(data / "accounts.json", clock), Sessions(data / "sessions.json", clock)
        passwords = passwords or Passwords()
        self.auth = AuthService(
            accounts,
            sessions,
            self.setup_code,
            passwords=passwords,
            host_key=HostKey(data),
            scrape_key=ScrapeKey(self.settings.metrics),
            node_red_key=NodeRedKey(
                self.settings.node_red, chown=self.settings.runtime == "docker" and os.geteuid() == 0
            ),
            clock=clock,
        )
        self.users = Users(accounts, sessions, passwords=passwords, clock=clock)

    def _wire_data(self, type_source: TypeSource) -> None:
        bus, clock = self.bus, self.clock
        self.types = TypeCatalog(type_source)
        self.fleet = Fleet(bus, clock)
        self.space = DataSpace(bus, self.topics, clock)
        self.directories = Directories(bus, self.space)
        self.status = StatusBook(bus, self.fleet, self.supervisor, refresh_of=self.directories.refresh_of, clock=clock)
        self.vitals = VitalsRecorder(self.supervisor, short=self.status.warn, clock=clock)
        self.deaths = DeathBook(self.settings.data / "deaths", self.supervisor)
        self.error_log = ErrorLog(bus, self.settings.config, clock=clock, retention=self._error_retention)
        self.last_errors = LastErrors(self.error_log, self.deaths.of)
        self.panic = PanicService(
            self.settings.config / PANIC_FILE, bus=bus, supervisor=self.supervisor, status=self.status, clock=clock
        )
        self.points = PointService(self.space, status_of=self.status.name_of, clock=clock)
        self.batteries = BatteryService(self.points)
        self.history = HistoryService(HistoryDatabase(self.settings.history), self.space, clock)
        self.holds = HoldService(self.settings.config / HOLDS_FILE, bus=bus, clock=clock, changed=self.status.hold)
        self.writer = PointWriter(bus, self.topics, deaf=self._deaf, held=self.holds.refusal, clock=clock)
        self.marker = Marker(bus, self.topics, self.space, speaks=self._speaks, clock=clock)

    def _wire_documents(self, identities: IdentityKeeper) -> None:
        config, data, clock = self.settings.config, self.settings.data, self.clock
        self.broker = BrokerService(
            self.settings,
            self.bus,
            self.fleet,
            listing=identities.connections,
            instances=lambda: self.instances_file.value or {},
            clock=clock,
        )
        self.strangers = Strangers(self.bus, self.board, clock)
        self.broker.figures.on_round(self.strangers.judge)
        drops = Drops(
            self.board, dropped=self.broker.pace.dropped, dropping=self.broker.connections.dropping, clock=clock
        )
        self.broker.figures.on_round(drops.judge)
        self.bus.on_disconnect(drops.lost)
        self.secrets = SecretStore(data / "secrets.json")
        self.ledger = Ledger(data / "ledger.json", clock)
        self.instances_codec = InstancesCodec(
            self.types.get, self.secrets, processes=self.settings.runtime == "process"
        )
        self.instances_file = Document(INSTANCES_FILE, config, self.instances_codec, board=self.board, clock=clock)
        self.routing_file = Document(ROUTING_FILE, config, RoutingCodec(), board=self.board, clock=clock)
        chosen = SecretStore(data / "settings-secrets.json")
        self.settings_secrets = chosen
        self.settings_file = Document(SETTINGS_FILE, config, PreferencesCodec(chosen), board=self.board, clock=clock)
        self.preferences = PreferenceService(self.settings_file, chosen)
        self.dashboards = DashboardService(DashboardStore(config, board=self.board, clock=clock))
        self.widget_plugins = WidgetPlugins(self.settings.types)
        self.dashboard_versions = DashboardVersionService(self.dashboards)
        documents = (self.instances_file, self.routing_file, self.settings_file, self.dashboards.store)
        self.watch = Watch([document.poll for document in documents], clock=clock)
        self.aliases = Aliases(self.settings.host_dev, clock=clock)
        self.instances = InstanceService(
            self.instances_file,
            types=self.types.get,
            aliases=self.aliases,
            secrets=self.secrets,
            ledger=self.ledger,
            status=self.status.view,
        )
        self._wire_calls()
        self._wire_routes()
        self.suspension = Suspension(
            self.breakers,
            self.router_calls,
            bus=self.bus,
            supervisor=self.supervisor,
            identities=identities,
            changed=self.status.suspend,
            clock=clock,
        )
        self.operations = Operations(
            self.instances,
            self.supervisor,
            self.status,
            self.space,
            suspension=self.suspension,
            named_by=lambda instance: mentioning(self.routes.document, instance),
            shown_on=lambda instance: pages_of(self.dashboards.store.value, instance),
            last_error=self.last_errors.of,
            clock=clock,
        )
        self.rollout = Rollout(
            bus=self.bus,
            topics=self.topics,
            ledger=self.ledger,
            secrets=self.secrets,
            types=self.types.get,
            aliases=self.aliases,
            identities=identities,
            supervisor=self.supervisor,
            status=self.status,
            definitions=Definitions(self.bus, self.ledger),
            suspension=self.suspension,
            leftovers=self._leftovers,
            clock=clock,
        )
        self.jobs = JobService(clock, JobMemory(data / "jobs.json"))
        self.renaming = Renaming(
            self.instances,
            self.operations,
            routes=self.routes,
            rollout=self.rollout,
            supervisor=self.supervisor,
            jobs=self.jobs,
            dashboards=self.dashboards,
            moved=(self.vitals.moved, self.deaths.moved, self.last_errors.moved, self.holds.moved),
            clock=clock,
        )

    def _wire_calls(self) -> None:
        self.calls = InstanceCalls(
            self.bus,
            self.instances,
            types=self.types.get,
            secrets=self.secrets,
            deaf=self._deaf_to_calls,
            clock=self.clock,
        )
        self.hooks = Hooks(
            self.calls,
            self.instances,
            types=self.types.get,
            secrets=self.secrets,
            senders=self.senders,
            clock=self.clock,
        )
        self.instance_streams = InstanceStreams(self.bus, self.calls, valid=self.auth.still_valid, clock=self.clock)

    def _wire_routes(self) -> None:
        self.router_calls = RouterCalls(self.bus, alive=self.router_lives)
        self.linter = Linter(self.router_calls)
        self.routes = RouteService(self.routing_file, linter=self.linter, fleet=self.fleet, board=self.board)
        self.route_versions = RouteVersions(self.routes)
        self.breakers = Breakers(self.bus)
        self.route_counters = RouteCounters(
            self.bus, self.breakers, sources=lambda: self.routes.sources, clock=self.clock
        )
        self.traces = Traces(self.bus, self.router_calls, valid=self.auth.still_valid, clock=self.clock)

    def _wire_observers(self) -> None:
        self.reporter = Reporter(
            self.preferences, version=self.settings.version, kind_of=self._kind_of, clock=self.clock
        )
        self.error_log.on_error(self.reporter.take)
        self._own_errors = OwnErrors(self.clock, lambda error: self.error_log.add("gateway", error))
        self.live = LiveHub(
            self.points,
            valid=self.auth.still_valid,
            statuses=self.status.views,
            stats=self.operations.stats,
            problems=lambda: [problem_view(problem) for problem in self.board.all()],
            jobs=self.jobs.latest,
            dashboards=lambda: self.dashboards.revision,
            clock=self.clock,
        )
        self.selfcheck = SelfCheck(self.board, clock=self.clock)
        self.selfcheck.add("broker", lambda: None if self.bus.is_connected else self.bus.last_error)
        self.selfcheck.add("docker", lambda: self.supervisor.docker_ok)
        self.selfcheck.add("accounts", lambda: self.auth.problem)
        self.selfcheck.add("audit", lambda: self.audit.problem)
        self.selfcheck.add("holds", lambda: self.holds.problem)
        self.node_red = NodeRed(
            enabled=self.settings.node_red is not None, door=self.settings.node_red_door, clock=self.clock
        )
        self._neighbours: tuple[Neighbour, ...] = (self.node_red, *known(self.settings.profiles, self.clock))
        for neighbour in self._neighbours:
            self.selfcheck.add(neighbour.name, neighbour.problem)
        self.selfcheck.add("deaths", lambda: self.deaths.problem)
        self.selfcheck.add("panic", lambda: self.panic.problem)
        self.selfcheck.add("secrets", lambda: self.secrets.problem or self.settings_secrets.problem)
        self.selfcheck.add("sentry", lambda: self.reporter.problem if self.preferences.now.sentry.enabled else None)
        self.selfcheck.add("error_log", lambda: self.error_log.problem or self.error_log.aside)
        self.metrics = Metrics(self)
        self.point_metrics = PointMetrics(self.points, self.preferences, self.instances.ids)
        self.instances_file.on_accept(self.rollout.accept)
        self.types.on_change(self.rollout.types_changed)
        self.types.on_change(self._types_changed)
        self.fleet.on_state(self.marker.spoke)
        self.status.on_change(self.marker.status_changed)
        books = (self.marker, self.vitals, self.deaths, self.last_errors, self.holds)
        for forget in (book.forget for book in books):
            self.status.on_forget(forget)
        self.status.on_change(self.live.status_changed)
        self.board.on_change(self.live.problems_changed)
        self.jobs.on_change(self.live.jobs_changed)
        self.dashboards.store.on_accept(self.live.dashboards_changed)

    def _wire_backups(self) -> None:
        self.backups = backup_service(self)
        self.backup_schedule = Schedule(self.backups, self.preferences, clock=self.clock)
        self.checks = CheckService(CheckHouse(self), self.board, clock=self.clock)
        self.selfcheck.add("backups", lambda: self.backup_schedule.problem)

    async def start(self) -> str | None:
        """Begin everything; returns the setup code when the first account is still to be made."""
        logging.getLogger().addHandler(self._own_errors)
        self.error_log.start()
        self.audit.start()
        # Before anything may be started: a latch outlives every restart.
        await self.panic.load()
        await self.holds.load()
        self.holds.start()
        self.panic.start()
        code = await self.auth.start(self.settings.admin_password)
        await asyncio.to_thread(self.secrets.load)
        await asyncio.to_thread(self.settings_secrets.load)
        await self.settings_file.load()
        await self.jobs.load()
        await asyncio.to_thread(self.ledger.load)
        # Without knowing the types, a hand-edited file could not be told from a wrong one.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.type_source.refresh(), TYPES_WAIT_S)
        await self.instances_file.load()
        await self.routing_file.load()
        await self.dashboards.store.load()
        await self.deaths.load(self.instances_file.value)
        await self.last_errors.load()
        # Before anything is started: two names of one PLC would both get an adapter.
        if await self.aliases.learn(self.rollout.link_names()):
            self.rollout.types_changed()
        self.aliases.start(self.rollout.link_names, self.rollout.types_changed)
        for part in (self.watch, self.suspension, self.rollout, self.status, self.marker, self.live, self.selfcheck):
            part.start()
        await self.broker.start()
        self.vitals.start()
        self.deaths.start()
        self.backup_schedule.start()
        self.checks.start()
        self.reporter.start()
        for neighbour in self._neighbours:
            neighbour.start()
        return code

    async def stop(self) -> None:
        """End; instances keep running."""
        for streams in (self.traces, self.instance_streams):
            streams.end_all()
        for neighbour in self._neighbours:
            await neighbour.stop()
        observers = (self.selfcheck, self.live, self.marker, self.status)
        for part in (
            self.jobs,
            self.checks,
            self.backup_schedule,
            *observers,
            self.vitals,
            self.deaths,
            self.broker,
            self.aliases,
            self.rollout,
            self.suspension,
            self.watch,
            self.holds,
            self.panic,
            self.auth,
            self.audit,
            self.error_log,
            self.reporter,
        ):
            await part.stop()
        self.history.database.close()
        logging.getLogger().removeHandler(self._own_errors)

    def _types_changed(self) -> None:
        problems = [
            (name, entry.problem) for name, entry in self.type_source.types().items() if entry.problem is not None
        ]
        self.selfcheck.types(problems)
        if self.board.of(INSTANCES_FILE):
            # A file refused because of a type may be right now.
            self._recheck = asyncio.ensure_future(self.instances_file.recheck())

    def _kind_of(self, part: str) -> str:
        """A kind says nothing of this house, a name may."""
        entry = (self.instances_file.value or {}).get(part)
        if entry is not None:
            return entry.type
        return part if part in ("gateway", ROUTER) else "other"

    def _error_retention(self) -> tuple[int, int]:
        kept = self.preferences.now.errors
        return kept.days, kept.max_mb << 20

    def _speaks(self, instance: str) -> bool:
        heard = self.fleet.pulse_at(instance)
        return heard is not None and self.clock.monotonic() - heard <= PULSE_LIMIT_S and self._stands(instance)

    def _stands(self, instance: str) -> bool:
        entry = (self.instances_file.value or {}).get(instance)
        contained = entry is not None and entry.runtime != "external"
        if contained and self.supervisor.observation(instance).container in ("absent", "exited"):
            return False
        state = self.fleet.state(instance)
        return state is not None and state.state not in ("lost", "stopped")

    def router_lives(self) -> bool:
        """Whether the router says on the bus that it is there."""
        state = self.fleet.state(ROUTER)
        return state is not None and state.state not in ("lost", "stopped")

    def needs_router(self, instance: str) -> bool:
        """Whether routes write to it; a file that was never readable holds nobody back."""
        routing = self.routing_file.value
        return routing is not None and writes_to(routing.document, instance)

    def _deaf(self, instance: str) -> Reason | None:
        status = self.status.name_of(instance)
        return None if status is None or self._speaks(instance) else _not_running(instance, status)

    def _deaf_to_calls(self, instance: str) -> Reason | None:
        """One that has just started has no pulse yet, but answers; the broker says when nobody listens."""
        status = self.status.name_of(instance)
        vitals = self.fleet.vitals(instance)
        silent = self.clock.monotonic() - max(vitals.pulse_at or 0.0, vitals.state_at) > PULSE_LIMIT_S
        return _not_running(instance, status) if status and (silent or not self._stands(instance)) else None

    def _leftovers(self, instance: str) -> bool:
        return self.fleet.state(instance) is not None or bool(self.space.of(instance))


def _not_running(instance: str, status: str) -> Reason:
    return Reason("instance_not_running", {"instance": instance, "status": status}, f"{instance} is {status}")
