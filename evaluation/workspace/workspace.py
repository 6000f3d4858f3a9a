"""A hub's workspace: its hub, its projects with their files, its standards, and where things go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.errors import Finding, InvalidInput, nearest
from evaluation.workspace.case_study import CASE_STUDY_NAME, CaseStudy
from evaluation.workspace.elsewhere import APART, tables_elsewhere
from evaluation.workspace.hub import Disclosure, Hub
from evaluation.workspace.own_notebook import own_notebook_path
from evaluation.workspace.prespecification_file import (
    RECORD_NAME,
    PrespecificationFile,
)
from evaluation.workspace.project import Project
from evaluation.workspace.query_cache import (
    FetchRecord,
    fetched,
    parquet_path,
    query_findings,
    sql_path,
)
from evaluation.workspace.query_source import Query
from evaluation.workspace.standards import Criterion, StandardsFile
from evaluation.workspace.table_source import Table
from evaluation.workspace.value_file import VALUE_NAME, ValueFile
from evaluation.workspace.years import FinancialYear


@dataclass(frozen=True)
class ProjectFolder:
    """One project, where it lies, the record of its analyses as they were fixed, and its value."""

    slug: str
    folder: Path
    project: Project
    record: PrespecificationFile = field(default_factory=PrespecificationFile)
    value: ValueFile | None = None
    case_study: CaseStudy | None = None

    @property
    def file(self) -> Path:
        """The project's file."""
        return self.folder / "project.yml"

    @property
    def record_file(self) -> Path:
        """The record of its pre-specified analyses; it need not exist."""
        return self.folder / RECORD_NAME

    @property
    def value_file(self) -> Path:
        """Where its benefits, costs and economics stand; it need not exist."""
        return self.folder / VALUE_NAME

    @property
    def case_study_file(self) -> Path:
        """Where the words of its case study stand; it need not exist."""
        return self.folder / CASE_STUDY_NAME

    @property
    def own_notebook(self) -> Path | None:
        """The notebook that project.yml names; None where it names none."""
        written = self.project.notebook
        return None if written is None else own_notebook_path(self.folder, written)

    def table_path(self, table: Table | Query) -> Path:
        """Return the path of one of its tables; of a query, where its rows are kept.

        In a copy of a workspace, tables that lay outside it are where the copy says.
        """
        if isinstance(table, Query):
            return parquet_path(self.folder, self._kind_of(table))
        written = tables_elsewhere(self.folder).get(table.path, table.path)
        try:
            return (self.folder / Path(written).expanduser()).resolve()
        except RuntimeError:  # a user or a link that leads nowhere; reading it says so
            return self.folder / table.path

    @property
    def tables(self) -> dict[str, Table | Query]:
        """Its tables by kind ("kpi", "audit")."""
        named = {"kpi": self.project.tables.kpi, "audit": self.project.tables.audit}
        return {kind: table for kind, table in named.items() if table is not None}

    @property
    def queries(self) -> dict[str, Query]:
        """Those of its tables that are queries, each once, by the kind its rows are kept under."""
        own = self.tables.values()
        return {self._kind_of(table): table for table in own if isinstance(table, Query)}

    def query_files(self) -> list[Path]:
        """Return the files of its queries' texts."""
        paths = (sql_path(self.folder, query) for query in self.queries.values())
        return list(dict.fromkeys(path for path in paths if path is not None))

    def fetched(self) -> tuple[FetchRecord, ...]:
        """Return the records of its queries whose rows lie here."""
        found = (fetched(self.table_path(query)) for query in self.queries.values())
        return tuple(record for record in found if record is not None)

    def not_fetched(self, table: Table | Query, shown: Callable[[Path], str]) -> list[Finding]:
        """Return why the rows of a table cannot be used, where it is a query."""
        if not isinstance(table, Query):
            return []
        kind = self._kind_of(table)
        path = self.table_path(table)
        return query_findings(self.folder, self.slug, kind, table, path, shown)

    def _kind_of(self, table: Table | Query) -> str:
        """Return the kind of a table; of two that are the same, the first."""
        return next(kind for kind, own in self.tables.items() if own == table)


@dataclass(frozen=True)
class Workspace:
    """A hub's data and where its results go.

    Parameters
    ----------
    root : Path
        The folder that holds `data/hub.yml`.
    hub : Hub
    projects : tuple of ProjectFolder
        In the order of the report.
    standards : tuple of StandardsFile
    """

    root: Path
    hub: Hub
    projects: tuple[ProjectFolder, ...]
    standards: tuple[StandardsFile, ...]

    def project(self, slug: str) -> ProjectFolder:
        """Return a project.

        Raises
        ------
        InvalidInput
            If there is none of that name.
        """
        for folder in self.projects:
            if folder.slug == slug:
                return folder
        slugs = [folder.slug for folder in self.projects]
        near = nearest(slug, slugs)
        remedy = f"Did you mean '{near}'?" if near else f"There are: {', '.join(slugs)}."
        raise InvalidInput(f"There is no project '{slug}' in this workspace.", remedy)

    def year(self, text: str | None) -> FinancialYear:
        """Return the year written as 2025/26, or the hub's reporting year where none is given.

        Raises
        ------
        InvalidInput
            If it is written otherwise.
        """
        return self.hub.chosen_year(text)

    @property
    def criteria(self) -> dict[str, Criterion]:
        """All criteria of the standards library, by id."""
        return {item.id: item for standard in self.standards for item in standard.criteria}

    def disclosure_of(self, project: Project) -> Disclosure:
        """Return the small-number rule of a project: its own, or the hub's."""
        return project.disclosure or self.hub.disclosure

    def shown(self, path: Path) -> str:
        """Return a path as it is shown to the user, relative to the workspace where possible."""
        return shown_path(self.root, path)

    @property
    def reports(self) -> Path:
        """Where masters lie and everything that is made goes."""
        return reports_folder(self.root)

    @property
    def results(self) -> Path:
        """Where each project's results go."""
        return self.reports / "results"

    @property
    def executed(self) -> Path:
        """Where executed notebooks go."""
        return self.reports / "executed"


def reports_folder(root: Path) -> Path:
    """Return where the workspace at `root` has its masters and everything that is made."""
    return root / "reports"


def shown_path(root: Path, path: Path) -> str:
    """Return a path as it is shown to the user, relative to `root` where possible."""
    is_own = path.is_relative_to(root) and not path.is_relative_to(root / APART)
    return path.relative_to(root).as_posix() if is_own else path.name
