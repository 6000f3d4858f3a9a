"""The quarter's reports from end to end, on the demonstration hub."""

import shutil
from pathlib import Path

import pytest

from evaluation import quarterlies
from evaluation.cli import main
from tests.publish.reading import pdf_headings

REPOSITORY = Path(__file__).parents[1]
QUARTER = "2025/26-Q3"
GROUP, SERVICE = "demonstration-programme-group", "demonstration-research-and-innovation-service"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["quarterly", *arguments])
    return int(left.value.code or 0)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the demonstration hub without anything that was made."""
    root = tmp_path_factory.mktemp("hub")
    shutil.copytree(REPOSITORY / "data", root / "data")
    for name in ("theme", "parts"):
        shutil.copytree(REPOSITORY / "reports" / name, root / "reports" / name)
    shutil.copy(REPOSITORY / "reports" / "quarterly-report.qmd", root / "reports")
    shutil.copy(REPOSITORY / "_quarto.yml", root)
    return root


@pytest.fixture(scope="module")
def made(hub: Path) -> dict[str, Path]:
    """Return the web pages of a quarter by name."""
    assert run(QUARTER, "--workspace", str(hub), "--engine", "embedded", "--to", "html") == 0
    folder = hub / "reports" / "output" / "quarterly" / "2025-26-Q3"
    return {path.name: path for path in folder.iterdir()}


def test_each_body_of_the_route_has_its_highlights_and_each_breach_its_exception(made) -> None:
    assert set(made) == {
        f"{report}-{body}.html"
        for body in (GROUP, SERVICE)
        for report in (
            "highlight",
            "exception-hub-time",
            "exception-falls-benefits",
            "exception-feno-cost",
        )
    }


def test_a_report_is_made_as_pdf_and_word_too_with_the_parts_that_are_promised(
    made, hub, monkeypatch
) -> None:
    every = quarterlies.reports_of
    monkeypatch.setattr(quarterlies, "reports_of", lambda view: [next(every(view))])
    assert run(QUARTER, "--workspace", str(hub), "--engine", "embedded") == 0
    page = made[f"highlight-{GROUP}.html"]
    assert page.with_suffix(".docx").is_file()
    headings = pdf_headings(page.with_suffix(".pdf"))
    for wanted in ("In short", "What changed since 2025/26-Q2", "Tolerances and exceptions"):
        assert any(heading.endswith(wanted) for heading in headings)


@pytest.mark.skipif(shutil.which("quarto") is None, reason="Quarto is not installed")
def test_quarto_makes_a_report_and_leaves_nothing_of_its_own(hub, monkeypatch) -> None:
    every = quarterlies.reports_of
    monkeypatch.setattr(quarterlies, "reports_of", lambda view: [next(every(view))])
    assert run(QUARTER, "--workspace", str(hub), "--engine", "quarto") == 0
    assert not list((hub / "reports").glob("*-quarto.qmd"))


def test_every_page_says_that_the_data_are_synthetic(made) -> None:
    for path in made.values():
        assert "Synthetic demonstration data, not measured" in path.read_text("utf-8")


def test_a_decision_after_the_quarter_is_not_in_its_report(made) -> None:
    text = made[f"exception-feno-cost-{GROUP}.html"].read_text("utf-8")
    assert "Share the cost with the networks." in text
    assert "Not yet decided" in text
    assert "Agreed with the networks" not in text


def test_what_is_missing_refuses_a_final_report(made, hub, capsys) -> None:
    assert run(QUARTER, "--workspace", str(hub), "--final") == 2
    assert "exception-falls-benefits" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("quarter", "sentence"),
    [
        ("2025/26", "A quarter is written like 2025/26-Q3"),
        ("2030/31-Q1", "No status is stated for 2030/31-Q1"),
    ],
)
def test_a_quarter_that_cannot_be_reported_is_refused_in_words(
    hub, capsys, quarter, sentence
) -> None:
    assert run(quarter, "--workspace", str(hub)) == 2
    assert sentence in capsys.readouterr().err
