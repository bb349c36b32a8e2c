"""What the API takes and says about dashboards."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import BaseModel, ConfigDict, Field, with_config
from typing_extensions import TypedDict

from dinrail_gateway.auth.roles import Role
from dinrail_gateway.errors import ErrorBody

__all__ = [
    "ContentBody",
    "ContentView",
    "DashboardChange",
    "DashboardConflict",
    "DashboardDiff",
    "DashboardDocument",
    "DashboardVersion",
    "DashboardVersionDetail",
    "DashboardVersions",
    "FromInstance",
    "ImportBody",
    "ImportView",
    "Kind",
    "PageBody",
    "PageSaved",
    "PageView",
    "PagesView",
    "ProposalView",
    "RevisionView",
    "WidgetBody",
    "WidgetSaved",
    "WidgetView",
    "WidgetsView",
]

Kind = Literal["added", "removed", "changed", "moved"]
_STRICT = ConfigDict(extra="forbid", strict=True)
Revision = Annotated[int, Field(ge=0, lt=10**9)]
Entries = dict[str, Any]


@with_config(_STRICT)
class BindingBody(TypedDict):
    """A point: its address, the IEC 61131 type it had when it was bound, and what it is called there."""

    source: Annotated[str, Field(max_length=1024)]
    type: NotRequired[Annotated[str, Field(max_length=64)]]
    label: NotRequired[Annotated[str, Field(max_length=200)]]


@with_config(_STRICT)
class BoxBody(TypedDict):
    """Cells of the grid."""

    x: Annotated[int, Field(ge=0, le=63)]
    y: Annotated[int, Field(ge=0, le=9999)]
    w: Annotated[int, Field(ge=1, le=64)]
    h: Annotated[int, Field(ge=1, le=200)]


@with_config(_STRICT)
class BoxesBody(TypedDict):
    """Places on other screens: 4, 8 and 16 columns; a missing one is derived from `layout`."""

    phone: NotRequired[BoxBody]
    tablet: NotRequired[BoxBody]
    wall: NotRequired[BoxBody]


@with_config(_STRICT)
class WidgetBody(TypedDict):
    """A widget; `layout` on 12 columns, `options` as its type wants them, `role` the lowest one that sees it."""

    type: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]
    layout: BoxBody
    title: NotRequired[Annotated[str, Field(max_length=200)]]
    page: NotRequired[Annotated[str, Field(pattern=r"^[a-z0-9_]{1,64}$")]]
    bindings: NotRequired[dict[str, BindingBody]]
    layouts: NotRequired[BoxesBody]
    options: NotRequired[dict[str, Any]]
    role: NotRequired[Role]


@with_config(_STRICT)
class PageBody(TypedDict):
    """A page; `order` sorts the tabs."""

    title: Annotated[str, Field(max_length=200)]
    icon: NotRequired[Annotated[str, Field(max_length=64)]]
    order: NotRequired[Annotated[int, Field(ge=-9999, le=9999)]]
    role: NotRequired[Role]
    options: NotRequired[dict[str, Any]]


class BindingView(TypedDict):
    """A point."""

    source: str
    type: str
    label: NotRequired[str]


class BoxView(TypedDict):
    """Cells of the grid."""

    x: int
    y: int
    w: int
    h: int


class BoxesView(TypedDict):
    """Places on other screens."""

    phone: NotRequired[BoxView]
    tablet: NotRequired[BoxView]
    wall: NotRequired[BoxView]


class WidgetView(TypedDict):
    """A widget with every field."""

    type: str
    layout: BoxView
    title: str
    page: str
    bindings: dict[str, BindingView]
    layouts: BoxesView
    options: dict[str, Any]
    role: Role


class PageView(TypedDict):
    """A page with every field."""

    title: str
    icon: str
    order: int
    role: Role
    options: dict[str, Any]


class WidgetsView(TypedDict):
    """Widgets the asker may see, by id; `rev` counts changes of all dashboards together."""

    rev: int
    widgets: dict[str, WidgetView]


class PagesView(TypedDict):
    """Pages the asker may see, by id."""

    rev: int
    pages: dict[str, PageView]


class WidgetSaved(TypedDict):
    """What is stored now."""

    rev: int
    id: str
    widget: WidgetView


class PageSaved(TypedDict):
    """What is stored now."""

    rev: int
    id: str
    page: PageView


class RevisionView(TypedDict):
    """The revision that is stored now."""

    rev: int


class ContentBody(BaseModel):
    """A whole page: itself and every widget on it; `rev` is the revision it is based on."""

    model_config = _STRICT

    rev: Revision
    page: PageBody
    widgets: dict[str, WidgetBody]


class ContentView(TypedDict):
    """A whole page as it is stored now."""

    rev: int
    page: PageView
    widgets: dict[str, WidgetView]


class FromInstance(BaseModel):
    """Which instance a page is to be made for, and in which language."""

    model_config = _STRICT

    instance: Annotated[str, Field(min_length=1, max_length=32)]
    title: Annotated[str, Field(max_length=200)] = ""
    language: Literal["de", "en"] = "en"


class ProposalView(TypedDict):
    """A page nobody has saved yet; `id` is free."""

    id: str
    page: PageView
    widgets: dict[str, WidgetView]


class DashboardChange(TypedDict):
    """One difference; `moved` when only its place is another one. `before` and `after` are missing where none was."""

    kind: Kind
    what: Literal["widget", "page"]
    id: str
    before: NotRequired[Entries]
    after: NotRequired[Entries]


class DashboardConflict(ErrorBody):
    """Somebody was faster: `error.params` says who (`by`) and when (`at`), `diff` what changed since."""

    rev: int | None = None
    diff: list[DashboardChange] = Field(default_factory=list)


class WhatView(TypedDict):
    """What a version brought: how it came, which pages it is about, how many entries."""

    action: Literal["start", "save", "file", "restore", "import", "backup", "rename", "migrate", ""]
    pages: list[str]
    added: int
    changed: int
    moved: int
    removed: int


class DashboardVersion(TypedDict):
    """One content; `ts` Unix ms, `by` null for an edit of the files."""

    rev: int
    ts: int
    by: str | None
    what: WhatView
    current: bool


class DashboardVersions(TypedDict):
    """The last 50, the youngest first."""

    versions: list[DashboardVersion]


class DashboardVersionDetail(DashboardVersion):
    """One content, as far as the asker may see it."""

    pages: dict[str, PageView]
    widgets: dict[str, WidgetView]


class DashboardDiff(TypedDict):
    """What changed from one content to the present one."""

    diff: list[DashboardChange]


class DashboardDocument(TypedDict):
    """Pages and widgets to take elsewhere; `shape` is the number of their shape."""

    format: Literal["dinrail-dashboards"]
    shape: int
    pages: dict[str, Any]
    widgets: dict[str, Any]


class ImportBody(BaseModel):
    """`replace` everything, or `merge`: entries of the document are put over those of the same id."""

    model_config = _STRICT

    document: dict[str, Any]
    mode: Literal["replace", "merge"] = "merge"
    dry_run: bool = False
    rev: Revision | None = None


class ImportView(TypedDict):
    """What the import changed, or would change; `rev` is the revision that is stored now."""

    rev: int
    diff: list[DashboardChange]
