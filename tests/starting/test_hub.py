"""A new hub's workspace is whole, valid, holds no data, and keeps data out of git."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

from evaluation.errors import InvalidInput
from evaluation.saving import unfinished_path
from evaluation.starting import HubFacts, filling, new_hub, shipped
from evaluation.starting.hub import workspace_of
from evaluation.starting.settings import settings_findings
from evaluation.tables import check_workspace
from evaluation.workspace import open_workspace, sound_workspace

REPOSITORY = Path(__file__).resolve().parents[2]
FACTS = HubFacts("2025/26", 'East "Hub": #1', "East", "East Trust")
KEPT_OUT = (
    "data/projects/falls/kpi.csv",
    "data/projects/falls/kpi.CSV",
    "data/projects/falls/Extract of May.XLSX",
    "data/projects/falls/kpi.parquet",
    "data/projects/falls/notes.txt",
    "data/projects/falls/extract",
    "data/projects/falls/notebook.ipynb",
    "data/hub/tables.xlsx",
    "data/hub/milestones.csv",
    "data/.warehouse/falls.parquet",
    "kpi.xlsx",
    "audit.Xlsm",
    "Extract.TXT",
    "reports/lab/falls.ipynb",
    "data/projects/falls/.warehouse/kpi.parquet",
    "hub.sqlite",
    "deep/down/extract.csv",
    "notebooks/mine.ipynb",
    ".env",
    ".env.local",
    "reports/results/falls/estimates.parquet",
    "reports/executed/falls.ipynb",
    "reports/output/annual-report.pdf",
    "reports/chapters/front.qmd",
    "reports/.work/anything",
)
KEPT_IN = (
    ".gitignore",
    ".github/workflows/evaluation.yml",
    "README.md",
    "_quarto.yml",
    "data/hub.yml",
    "data/hub/instruments.yml",
    "data/foreword.md",
    "data/glossary.csv",
    "data/deflator.csv",
    "data/dictionary.csv",
    "data/standards/falls.yml",
    "data/projects/.gitkeep",
    "data/projects/falls/project.yml",
    "data/projects/falls/prespecification.yml",
    "data/projects/falls/kpi.sql",
    "reports/annual-report.qmd",
    "reports/parts/coverage.csv",
    "reports/theme/reference.docx",
    "reports/releases/2025-26/annual-report.pdf",
    "reports/releases/2025-26/annual-report.xlsx",
    "reports/releases/2025-26/estimates.parquet",
)


def test_a_new_hub_is_a_sound_workspace_that_names_what_is_missing(tmp_path: Path) -> None:
    root = new_hub(tmp_path / "hub", FACTS)
    findings = check_workspace(root)
    assert [(item.severity, item.file) for item in findings] == [
        ("warning", "data/hub.yml"),
        ("warning", "data/projects"),
    ]
    assert findings[0].sentence == "'licence' is not filled in yet."
    hub = sound_workspace(root, findings)[0].hub
    assert (hub.name, hub.short_name, hub.hosts[0].name) == ('East "Hub": #1', "East", "East Trust")
    assert (hub.reporting_year, hub.provenance) == ("2025/26", "measured")


def test_what_is_not_said_of_a_hub_is_left_to_be_filled_in(tmp_path: Path) -> None:
    root = new_hub(tmp_path / "hub", HubFacts("2025/26"))
    places = [item.place.partition(", ")[2] for item in settings_findings(root)]
    assert places == ["name", "short_name", "licence", "hosts.1.name", ""]


def test_a_new_hub_holds_no_table_and_nothing_synthetic(tmp_path: Path) -> None:
    root = new_hub(tmp_path / "hub", FACTS)
    assert not list(root.rglob("*.xlsx")) + list(root.rglob("*.parquet"))
    assert sorted(path.relative_to(root).as_posix() for path in root.rglob("*.csv")) == [
        "data/deflator.csv",
        "data/dictionary.csv",
        "data/glossary.csv",
        "reports/parts/coverage.csv",
    ]
    assert open_workspace(root).projects == ()
    settings = yaml.safe_load((root / "data" / "hub.yml").read_text(encoding="utf-8"))
    assert settings["provenance"] == "measured"
    assert {path.name for path in root.iterdir()} == {
        ".github",
        ".gitignore",
        "README.md",
        "_quarto.yml",
        "data",
        "reports",
    }


def test_its_gitignore_keeps_data_out_and_settings_and_releases_in(tmp_path: Path) -> None:
    root = new_hub(tmp_path / "hub", FACTS)
    subprocess.run(["git", "init", "-q", root], check=True, capture_output=True)

    def is_ignored(path: str) -> bool:
        asked = ["git", "-C", root, "check-ignore", "-q", "--no-index", path]
        return subprocess.run(asked, check=False, capture_output=True).returncode == 0

    assert [path for path in KEPT_OUT if not is_ignored(path)] == []
    assert [path for path in KEPT_IN if is_ignored(path)] == []


def test_its_workflow_is_one_and_reads_no_table(tmp_path: Path) -> None:
    root = new_hub(tmp_path / "hub", FACTS)
    workflow = yaml.safe_load((root / ".github" / "workflows" / "evaluation.yml").read_text())
    commands = " ".join(step.get("run", "") for step in workflow["jobs"]["settings"]["steps"])
    assert "git ls-files --cached --ignored --exclude-standard" in commands
    assert "evaluation settings" in commands
    assert workflow["permissions"] == {"contents": "read"}


def test_settings_are_checked_without_tables(tmp_path: Path) -> None:
    root = new_hub(tmp_path / "hub", FACTS)
    folder = root / "data" / "projects" / "falls"
    folder.mkdir()
    text = (REPOSITORY / "data" / "projects" / "falls" / "project.yml").read_text(encoding="utf-8")
    (folder / "project.yml").write_text(text, encoding="utf-8")
    assert not [item for item in settings_findings(root) if item.severity == "error"]
    (folder / "project.yml").write_text(text.replace("kind: rate", "kind: rat"), encoding="utf-8")
    faults = [item for item in settings_findings(root) if item.severity == "error"]
    assert [item.remedy for item in faults] == ["Did you mean 'rate'?"]


@pytest.mark.parametrize("kind", ["file", "filled folder", "link"])
def test_a_place_that_is_taken_is_refused_and_left_as_it_was(kind: str, tmp_path: Path) -> None:
    place = tmp_path / "hub"
    if kind == "file":
        place.write_text("mine", encoding="utf-8")
    elif kind == "link":
        (tmp_path / "elsewhere").mkdir()
        place.symlink_to(tmp_path / "elsewhere")
    else:
        (place / "mine").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InvalidInput):
        new_hub(place, FACTS)
    assert sorted(tmp_path.rglob("*")) == before


def test_an_empty_clone_may_become_a_hub(tmp_path: Path) -> None:
    (tmp_path / "hub" / ".git").mkdir(parents=True)
    root = new_hub(tmp_path / "hub", FACTS)
    assert (root / "data" / "hub.yml").is_file()
    assert not list(root.rglob(unfinished_path(Path("*")).name))


def test_a_folder_without_a_parent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="does not exist"):
        new_hub(tmp_path / "none" / "hub", FACTS)


def test_a_hub_inside_another_is_refused(tmp_path: Path) -> None:
    root = new_hub(tmp_path / "hub", FACTS)
    with pytest.raises(InvalidInput, match="inside another workspace"):
        new_hub(root / "data" / "second", FACTS)


@pytest.mark.parametrize("fault", [OSError("disk full"), KeyboardInterrupt()])
@pytest.mark.parametrize("is_there", [True, False])
def test_what_fails_midway_leaves_nothing(
    fault: BaseException, is_there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "hub"
    if is_there:
        place.mkdir()
    before = sorted(tmp_path.rglob("*"))
    made = Path.mkdir

    def failing(path: Path, *given: object, **named: object) -> None:
        if path.name == "theme":
            raise fault
        made(path, *given, **named)

    monkeypatch.setattr(Path, "mkdir", failing)
    with pytest.raises((InvalidInput, KeyboardInterrupt)):
        new_hub(place, FACTS)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("year", ["2025", "2025/27", "next"])
def test_a_year_that_is_none_is_refused(year: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="written like 2025/26"):
        new_hub(tmp_path / "hub", HubFacts(year))
    assert list(tmp_path.iterdir()) == []


def test_nothing_new_is_written_into_the_demonstration_hub_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EVALUATION_WORKSPACE", raising=False)
    with pytest.raises(InvalidInput, match="no workspace") as caught:
        workspace_of(None)
    assert "evaluation new hub DIR" in caught.value.remedy
    assert workspace_of(REPOSITORY) == REPOSITORY


def test_what_a_wheel_ships_is_what_a_new_hub_copies() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    prefix = f"evaluation/{shipped.SHIPPED_FOLDER}/"
    copies = {name: place for name, place in included.items() if place.startswith(prefix)}
    assert copies == {name: prefix + name for name in shipped.SHIPPED}
    notebooks = set(included) - set(copies)
    assert notebooks == {"notebooks/hub.ipynb", "notebooks/project.ipynb"}
    assert all((REPOSITORY / name).exists() for name in included)


def test_a_wheel_holds_every_file_of_a_new_hub_and_the_notebooks(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"evaluation/shipped/{name}" for name, _ in shipped.shipped_files()}
    wanted |= {f"evaluation/notebooks/{name}.ipynb" for name in ("hub", "project")}
    wanted |= {f"evaluation/starting/files/{path.name}" for path in filling.FILES.iterdir()}
    assert wanted - held == set()


def test_an_installed_package_takes_its_own_copies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "evaluation"
    monkeypatch.setattr(shipped, "PACKAGE_FOLDER", package)
    with pytest.raises(InvalidInput, match="missing from this installation"):
        shipped.shipped_home()
    for name in shipped.SHIPPED:
        path = package / shipped.SHIPPED_FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    assert dict(shipped.shipped_files()).keys() == set(shipped.SHIPPED)
