"""The quarter's reports from end to end, on the demonstration hub."""

import shutil
from pathlib import Path

import pytest

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
    """Return the files of a quarter by name, as web pages and, for one body, in all formats."""
    assert run(QUARTER, "--workspace", str(hub), "--engine", "embedded") == 0
    folder = hub / "reports" / "output" / "quarterly" / "2025-26-Q3"
    return {path.name: path for path in folder.iterdir()}


def test_each_body_of_the_route_has_its_highlights_and_each_breach_its_exception(made) -> None:
    assert {name for name in made if name.endswith(".html")} == {
        f"{report}-{body}.html"
        for body in (GROUP, SERVICE)
        for report in (
            "highlight",
            "exception-hub-time",
            "exception-falls-benefits",
            "exception-feno-cost",
        )
    }
    stems = {Path(name).stem for name in made}
    assert set(made) == {f"{stem}.{end}" for stem in stems for end in ("html", "pdf", "docx")}


def test_the_highlights_have_the_same_headings_in_the_pdf_as_parts_are_promised(made) -> None:
    headings = pdf_headings(made[f"highlight-{GROUP}.pdf"])
    for wanted in ("In short", "What changed since 2025/26-Q2", "Tolerances and exceptions"):
        assert any(heading.endswith(wanted) for heading in headings)


def test_every_page_says_that_the_data_are_synthetic(made) -> None:
    for name, path in made.items():
        if name.endswith(".html"):
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
