"""No slug, no path in a file and no link leads a command out of its workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.cli import main
from evaluation.errors import InvalidInput
from evaluation.run import workspace_lock
from evaluation.workspace.reading import read_parts
from tests.tiny_hub import allow_tables_from, write_tiny_hub

SLUGS = (
    "../../x",
    "/etc",
    "falls/../falls",
    "\x1b[2Jred",
    "hub",
    "..",
    ".",
    "falls/",
    "a\x00b",
    "C:\\x",
    "\\\\server\\share",
    "CON",
    "falls.",
    "",
    "~",
    "{{x}}",
    "x" * 5_000,
    "falls\n",
)
COMMANDS = (
    ("run",),
    ("check",),
    ("verify",),
    ("prespecify",),
    ("actions",),
    ("case-study",),
    ("export", "baseline-assessment", "--to", "out.xlsx"),
)
# Where outside a table may be said to lie, from a project's folder; `extracts` is beside the hub.
OUTSIDE = (
    "../../../../extracts/kpi.csv",
    "{extracts}/kpi.csv",
    "~/kpi.csv",
    "link.csv",
    "in/kpi.csv",
)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


def everything(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the extracts be the home."""
    monkeypatch.setenv("HOME", str(tmp_path / "extracts"))


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workspace with one project, beside a folder of extracts."""
    extracts = tmp_path / "extracts"
    extracts.mkdir()
    (extracts / "kpi.csv").write_text("kpi,period,value\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    hub = tmp_path / "hub"
    hub.mkdir()
    return write_tiny_hub(hub, "falls")


def findings(root: Path) -> list[str]:
    """Return the findings on a workspace as they are told, errors only."""
    return [str(finding) for finding in read_parts(root).findings if finding.severity == "error"]


def name_table(root: Path, written: str) -> Path:
    """Let the project's table be a path, and return the project's folder."""
    folder = root / "data" / "projects" / "falls"
    with (folder / "project.yml").open("a", encoding="utf-8") as file:
        file.write(f"tables: {{kpi: {json.dumps(written)}}}\n")
    return folder


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_no_slug_leads_out_of_the_workspace(command, root: Path, tmp_path: Path, capsys) -> None:
    for slug in SLUGS if command[0] == "actions" else SLUGS[:5]:
        before = everything(tmp_path)
        first, *rest = command
        where = (rest[0], slug, *rest[1:]) if first == "export" else (slug,)

        assert run(first, *where, "--workspace", str(root)) == 2

        told = "".join(capsys.readouterr())
        assert "There is no project" in told
        assert "\x1b[2J" not in told
        made = {path for path in everything(tmp_path) - before if ".work" not in path.parts}
        assert made - {root / "reports"} == set()


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("written", OUTSIDE)
def test_a_table_outside_is_refused_by_its_name_alone(written: str, root: Path, tmp_path) -> None:
    extracts = tmp_path / "extracts"
    folder = name_table(root, written.format(extracts=extracts))
    is_link = written in ("link.csv", "in/kpi.csv")
    if is_link:
        link = folder / Path(written).parts[0]
        link.symlink_to(extracts / "kpi.csv" if link.suffix else extracts)

    told = findings(root)

    assert str(tmp_path) not in "".join(told)
    assert told == [
        f"data/projects/falls/{Path(written).parts[0]}: This is a link that leads out of the "
        "workspace. Put the file or folder itself in its place, or name its folder under "
        "'tables_from:' in data/hub.yml."
        if is_link
        else "data/projects/falls/project.yml, tables.kpi: The file 'kpi.csv' lies outside the "
        "workspace. Move it into the project's folder, or name its folder under 'tables_from:' in "
        "data/hub.yml."
    ]


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("written", OUTSIDE)
@pytest.mark.parametrize("named", ["{extracts}", "../extracts", "~"])
def test_a_table_in_a_folder_that_the_hub_names_is_read(
    written: str, named: str, root: Path, tmp_path: Path
) -> None:
    extracts = tmp_path / "extracts"
    folder = name_table(root, written.format(extracts=extracts))
    (folder / "link.csv").symlink_to(extracts / "kpi.csv")
    (folder / "in").symlink_to(extracts)
    allow_tables_from(root, Path(named.format(extracts=extracts)))

    assert (
        findings(root) == ["The key"]
        if False
        else not any("outside" in text or "leads out" in text for text in findings(root))
    )


def test_a_named_folder_lets_its_neighbours_stay_outside(root: Path, tmp_path: Path) -> None:
    (tmp_path / "extracts-of-others").mkdir()
    name_table(root, "../../../../extracts-of-others/kpi.csv")
    allow_tables_from(root, tmp_path / "extracts")

    assert "lies outside the workspace" in findings(root)[0]


def test_a_named_link_is_the_folder_it_leads_to(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "extracts")
    name_table(root, "../../../../extracts/kpi.csv")
    allow_tables_from(root, tmp_path / "link")

    assert not any("outside" in text for text in findings(root))


@pytest.mark.parametrize("named", ["/", "..", "."])
def test_a_folder_that_holds_the_workspace_cannot_be_named(named: str, root: Path) -> None:
    allow_tables_from(root, Path(named))

    assert findings(root) == [
        "data/hub.yml, tables_from.1: This folder holds the workspace itself, and so everything "
        "beside it. Name the tables' folder alone."
    ]


def test_a_named_folder_that_is_not_there_is_a_warning(root: Path) -> None:
    allow_tables_from(root, Path("/nowhere/at/all"))

    (finding,) = read_parts(root).findings
    assert (finding.severity, finding.place) == ("warning", "tables_from.1")
    assert finding.sentence == "This folder does not exist."


@pytest.mark.parametrize(
    "link",
    [
        "data/projects/other",
        "data/hub",
        "data/standards",
        "data/foreword.md",
        "data/projects/falls/value.yml",
    ],
)
def test_a_link_below_data_that_leads_out_is_refused(link: str, root: Path, tmp_path: Path) -> None:
    is_file = "." in Path(link).name
    target = tmp_path / "extracts" / ("kpi.csv" if is_file else "")
    (root / link).symlink_to(target)

    assert (
        f"{link}: This is a link that leads out of the workspace. Put the file or folder itself "
        "in its place, or name its folder under 'tables_from:' in data/hub.yml."
    ) in findings(root)


def test_nothing_is_read_through_a_link_that_leads_out(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "extracts" / "value.yml"
    secret.write_text("secret: [unclosed", encoding="utf-8")
    (root / "data" / "projects" / "falls" / "value.yml").symlink_to(secret)

    (told,) = findings(root)
    assert "leads out" in told


def test_the_hubs_own_file_cannot_allow_itself(root: Path, tmp_path: Path) -> None:
    file = root / "data" / "hub.yml"
    allow_tables_from(root, tmp_path / "extracts")
    file.rename(tmp_path / "extracts" / "hub.yml")
    file.symlink_to(tmp_path / "extracts" / "hub.yml")

    assert findings(root)[0].startswith("data/hub.yml: This is a link that leads out")


def test_a_link_within_the_workspace_is_followed(root: Path) -> None:
    folder = name_table(root, "link.csv")
    (root / "data" / "kpi.csv").write_text("kpi,period,value\n", encoding="utf-8")
    (folder / "link.csv").symlink_to(root / "data" / "kpi.csv")

    assert not any("link" in text or "outside" in text for text in findings(root))


@pytest.mark.parametrize(
    "link", ["", "results", "executed", "output", "chapters", ".work", "results/falls"]
)
def test_nothing_is_written_through_a_link_out_of_the_workspace(
    link: str, root: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    place = root / "reports" / link
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(elsewhere, target_is_directory=True)

    with pytest.raises(InvalidInput, match="is a link that leads out of the workspace"):
        workspace_lock(root / "reports").__enter__()

    assert everything(elsewhere) == set()


def test_what_is_cleared_away_is_never_what_lies_behind_a_link(root: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "kept.txt").write_text("kept", encoding="utf-8")
    work = root / "reports" / ".work"
    work.mkdir(parents=True)
    (work / "falls.abc").symlink_to(precious, target_is_directory=True)

    assert run("run", "--workspace", str(root)) == 2
    assert [path.name for path in precious.iterdir()] == ["kept.txt"]


@pytest.mark.parametrize("year", ["../../x", "2025/26/../..", "2025/26\x00", "{year}"])
@pytest.mark.parametrize("command", ["release", "review", "report"])
def test_no_year_leads_out_of_the_workspace(
    command: str, year: str, root: Path, tmp_path: Path
) -> None:
    before = everything(tmp_path)
    given = ("--year", year) if command == "report" else (year,)

    assert run(command, *given, "--workspace", str(root)) == 2

    assert {path for path in everything(tmp_path) - before if "reports" not in path.parts} == set()


@pytest.mark.parametrize(
    "name", ["a b", "Falls", "falls.", "x\u202ey", "-rf", "é", "f" * 61, "=cmd", "{{x}}"]
)
def test_a_folder_that_is_no_slug_is_no_project(name: str, root: Path) -> None:
    _add_project(root, name)

    told = "".join(findings(root))
    assert "cannot name a project" in told
    assert "\u202e" not in told


@pytest.mark.parametrize("name", ["hub", "con", "nul", "com1", "lpt9"])
def test_names_that_the_hub_or_windows_keep_are_no_projects(name: str, root: Path) -> None:
    _add_project(root, name)

    assert (
        f"data/projects/{name}/project.yml: The folder name '{name}' is kept for something else. "
        "Give the project's folder another name."
    ) in findings(root)


def _add_project(root: Path, name: str) -> None:
    folder = root / "data" / "projects" / name
    folder.mkdir()
    (folder / "project.yml").write_text("title: x\n", encoding="utf-8")
