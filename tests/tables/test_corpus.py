"""Every bad input of the corpus ends in its sentence, through `evaluation check`."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evaluation.cli import app
from evaluation.errors import EXIT_DONE, EXIT_INVALID_INPUT
from tests.tables.conftest import Write, kpis
from tests.tables.corpus import CORPUS, Case

FEWEST = 90
VALUE = re.compile(r"\b(41|61|81)\d\d\b|9434765919|0\.125|75\.3")  # cells of the tables


def checked(write_workspace: Write, samples, case: Case) -> tuple[int, list[str], str]:
    """Return the exit code, the findings of the table or its project, and all that was printed."""
    options = f", {case.options}" if case.options else ""
    project = f'{samples["head"]}tables: {{kpi: {{path: "{case.file}"{options}}}}}\n'
    root = write_workspace(project + kpis(*case.kinds) + case.more)
    if case.content is not None:
        (root / "data" / "projects" / "falls" / case.file).write_bytes(case.content)
    result = CliRunner().invoke(app, ["check", "--json", "--workspace", str(root)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    told = [
        ("warning: " if item["severity"] == "warning" else "")
        + (f"{item['place']}: " if item["place"] else "")
        + f"{item['sentence']} {item['remedy']}".rstrip()
        for item in json.loads(result.stdout)["findings"]
        if Path(item["file"]).name in (case.file, "project.yml")
    ]
    return result.exit_code, told, result.output


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_a_bad_input_ends_in_its_sentence(write_workspace, samples, case: Case) -> None:
    code, told, output = checked(write_workspace, samples, case)

    told = [text for text in told if "fewer than 24" not in text and "risk" not in text]
    assert told == list(case.findings)
    is_warning = all(text.startswith("warning: ") for text in case.findings)
    assert code == (EXIT_DONE if is_warning else EXIT_INVALID_INPUT)
    assert "Traceback" not in output
    assert not VALUE.search(output)


def test_the_corpus_is_large_and_each_case_is_another() -> None:
    assert len(CORPUS) >= FEWEST
    assert len({case.name for case in CORPUS}) >= len(CORPUS) - 1
