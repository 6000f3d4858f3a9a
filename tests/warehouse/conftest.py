"""A workspace whose table is a query, a SQLite file that answers it, and a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from evaluation.fetching import fetch_projects
from evaluation.warehouse import Fetching
from evaluation.workspace import ProjectFolder, open_workspace
from tests.tiny_hub import write_tiny_hub

KPIS = """\
kpis:
  - id: visits
    label: Visits
    definition: Visits to the clinic.
    kind: count
    unit: visits
    domain: access
    direction: increase
    source: Warehouse
"""
TABLES = "tables: {kpi: {query: kpi.sql, database: WAREHOUSE}}\n"
SQL = "SELECT kpi, period, value FROM counts ORDER BY period\n"
ADDRESS = "EVALUATION_DATABASE_WAREHOUSE"
MONTHS = [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)]
# found nowhere but in the environment
PASSWORD = "geheim-4711"  # pragma: allowlist secret


@dataclass
class Hub:
    """A workspace with one project, falls, and the environment of its database."""

    root: Path
    environment: dict[str, str]

    @property
    def project(self) -> ProjectFolder:
        return open_workspace(self.root).project("falls")

    @property
    def folder(self) -> Path:
        return self.root / "data" / "projects" / "falls"

    @property
    def parquet(self) -> Path:
        return self.folder / ".warehouse" / "kpi.parquet"

    def ask(self, sql: str, tables: str = TABLES) -> None:
        """Write the query, and how project.yml names it."""
        file = self.folder / "project.yml"
        head = file.read_text(encoding="utf-8").partition("tables:")[0].partition("kpis:")[0]
        file.write_text(head + tables + KPIS, encoding="utf-8")
        (self.folder / "kpi.sql").write_text(sql, encoding="utf-8")

    def fetch(self, environment: Mapping[str, str] | None = None) -> Fetching:
        given = self.environment if environment is None else environment
        return fetch_projects(self.root, (), given, lambda _: None)

    def refusal(self, sql: str, tables: str = TABLES) -> str:
        """Return the one sentence with which a query is refused."""
        self.ask(sql, tables)
        fetching = self.fetch()
        assert not fetching.done
        (fault,) = fetching.faults
        assert fault.project == "falls"
        return str(fault)


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    root = write_tiny_hub(tmp_path, "falls")
    made = Hub(root, {ADDRESS: "sqlite:///warehouse.sqlite"})
    made.ask(SQL)
    return made


Fill = Callable[..., None]


@pytest.fixture
def fill(hub: Hub) -> Fill:
    """Make the SQLite file anew, with these statements or two years of counts."""

    def made(*statements: str) -> None:
        file = hub.root / "warehouse.sqlite"
        file.unlink(missing_ok=True)
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("CREATE TABLE counts (kpi TEXT, period TEXT, value INTEGER)")
            rows = [("visits", month, 4100 + n) for n, month in enumerate(MONTHS)]
            connection.executemany("INSERT INTO counts VALUES (?, ?, ?)", rows)
            for statement in statements:
                connection.execute(statement)

    made()
    return made


@dataclass(frozen=True)
class Server:
    """A PostgreSQL on a socket of its own."""

    place: Path

    def address(self, account: str, database: str = "postgres", place: str = "") -> str:
        return f"postgresql://{account}@/{database}?host={place or self.place}"

    def administer(self, *statements: str) -> list[tuple[object, ...]]:
        """Execute statements as the owner, and return the rows of the last."""
        import psycopg

        parts = f"host={self.place} user=owner password=owner dbname=postgres"
        with psycopg.connect(parts, autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Start PostgreSQL from what Debian installs, as nobody who may do more."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    place = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        as_who = _unprivileged(place)
        password = place / "password"
        password.write_text("owner")
        if as_who:
            shutil.chown(password, as_who[2])
        data = str(place / "data")
        initdb = [str(programs / "initdb"), "-D", data, "-U", "owner", "-A", "scram-sha-256"]
        _call([*as_who, *initdb, f"--pwfile={password}", "--no-sync", "-E", "UTF8", "--no-locale"])
        options = f"-k {place} -c listen_addresses='' -c fsync=off -c shared_buffers=16MB"
        control = [*as_who, str(programs / "pg_ctl"), "-D", data]
        _call([*control, "-w", "-o", options, "-l", str(place / "log"), "start"])
        try:
            yield Server(place)
        finally:
            _call([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _programs() -> Path | None:
    found = shutil.which("postgres")
    if found:
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return installed[-1].parent if installed else None


def _unprivileged(place: Path) -> list[str]:
    """Return what to put before a command of PostgreSQL, which refuses to run as root."""
    import pwd

    if os.getuid() != 0:
        return []
    users = {user.pw_name for user in pwd.getpwall()}
    user = "postgres" if "postgres" in users else "nobody"
    shutil.chown(place, user)
    return ["runuser", "-u", user, "--"]


def _call(command: Sequence[str]) -> None:
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
