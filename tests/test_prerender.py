"""The hooks of `quarto render`: what they call, where files go, what they say and return."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evaluation import prerender
from evaluation.annual import Prepared
from evaluation.errors import Finding, InvalidInput, PublishingFailed
from evaluation.publish import PublicationResult
from evaluation.publish.quarto import HOOK_VARIABLE
from evaluation.workspace import open_workspace
from tests.tiny_hub import write_tiny_hub

HOOK = Path(__file__).parents[1] / "reports" / "theme" / "quarto_hook.py"
MADE = "reports/output/reports/annual-report-quarto"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_tiny_hub(tmp_path, "falls"))
    return tmp_path


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Note what is called instead of doing it."""
    noted: list[tuple[object, ...]] = []

    def prepared(root, *, year, **_):
        workspace = open_workspace(root)
        noted.append(("prepare", year))
        return Prepared(workspace, workspace.year(None), None)

    def published(document, request, rendered, reason):
        noted.append(("publish", rendered, reason))
        paths = {ending: request.output_path(ending) for ending in rendered}
        return PublicationResult(paths, "quarto", reason)

    def with_pages(workspace, request, *, workbook, publisher):
        return publisher(workspace, request), ()

    monkeypatch.setattr(prerender, "prepare", prepared)
    monkeypatch.setattr(prerender, "read_master", lambda request: request.formats)
    monkeypatch.setattr(
        prerender, "write_quarto_master", lambda _, request: noted.append(("write", request.title))
    )
    monkeypatch.setattr(prerender, "publish_with_pages", with_pages)
    monkeypatch.setattr(prerender, "publish_rendered", published)
    monkeypatch.setattr(
        prerender, "note_publication", lambda *asked: noted.append(("note", asked[1].formats))
    )
    return noted


def render(root: Path, *endings: str) -> dict[str, str]:
    """Put files where Quarto does, and return the variables of its hook."""
    (root / MADE).parent.mkdir(parents=True)
    for ending in endings:
        (root / f"{MADE}.{ending}").write_text(ending)
    return {prerender.OUTPUT_FILES: "\n".join(f"{MADE}.{ending}" for ending in endings)}


def test_before_rendering_the_chapters_are_prepared_and_the_master_is_written(root, events):
    assert prerender.main(["before"], {}) == 0
    assert events == [
        ("prepare", None),
        ("write", "Tiny Hub: annual evaluation report 2025/26"),
    ]


def test_after_rendering_what_was_made_is_published_and_quartos_folder_is_removed(
    root, events, capsys
):
    assert prerender.main(["after"], render(root, "pdf", "html")) == 0
    assert events == [
        ("publish", {"html": b"html", "pdf": b"pdf"}, "`quarto render` was called."),
        ("note", ("html", "pdf")),
    ]
    assert not (root / MADE).parent.exists()
    assert capsys.readouterr().out.split() == [
        str(root / "reports" / "output" / f"annual-report.{ending}") for ending in ("html", "pdf")
    ]


def test_the_names_of_made_files_may_stand_in_a_file(root, events):
    named = render(root, "docx")[prerender.OUTPUT_FILES]
    (root / "list.txt").write_text(named)
    listed = {prerender.LISTED_OUTPUT_FILES: str(root / "list.txt")}
    assert prerender.main(["after"], listed) == 0
    assert events[-1] == ("note", ("docx",))


@pytest.mark.parametrize("step", ["before", "after"])
def test_nothing_is_done_where_this_package_itself_calls_quarto(step, root, events):
    assert prerender.main([step], {HOOK_VARIABLE: "1"}) == 0
    assert events == []


def test_nothing_made_is_explained(root, events, capsys):
    assert prerender.main(["after"], {}) == 4
    told = capsys.readouterr().err
    assert "Quarto made no document of the annual report. Call `quarto render` in" in told


def test_an_unsound_document_ends_the_render_and_leaves_nothing(root, events, monkeypatch, capsys):
    def refused(*_):
        raise PublishingFailed("annual-report.html was not published.")

    monkeypatch.setattr(prerender, "publish_rendered", refused)
    assert prerender.main(["after"], render(root, "html")) == 4
    assert "annual-report.html was not published." in capsys.readouterr().err
    assert not (root / MADE).parent.exists()


def test_an_invalid_workspace_ends_the_render_with_code_2(root, events, monkeypatch, capsys):
    def refused(*_, **__):
        raise InvalidInput("Two things are wrong.", findings=(Finding("A month is missing."),))

    monkeypatch.setattr(prerender, "prepare", refused)
    assert prerender.main(["before"], {}) == 2
    assert "A month is missing." in capsys.readouterr().err


def test_a_damaged_hub_file_ends_the_render_with_code_2(root, capsys):
    (root / "data" / "hub.yml").write_text("name: [")
    assert prerender.main(["before"], {}) == 2
    assert "hub.yml" in capsys.readouterr().err


def test_warnings_are_told_before_anything_runs(root, monkeypatch, events, capsys):
    whole = prerender.prepare

    def warned(root, *, on_findings, **asked):
        on_findings([Finding("A month looks odd.", severity="warning")])
        return whole(root, **asked)

    monkeypatch.setattr(prerender, "prepare", warned)
    assert prerender.main([], {}) == 0
    assert "A month looks odd." in capsys.readouterr().err


def call_hook(*flags: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *flags, str(HOOK), "before"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **variables},
        timeout=60,
    )


def test_a_python_without_the_package_is_told_what_to_do():
    done = call_hook("-I", "-S")
    assert done.returncode == 1
    assert "lacks the package evaluation" in done.stderr
    assert "name its Python in QUARTO_PYTHON" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_hook_calls_the_package():
    done = call_hook(**{HOOK_VARIABLE: "1"})
    assert (done.returncode, done.stderr) == (0, "")
