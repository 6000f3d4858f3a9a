"""The demonstration's records are those of its project files, and each shows its wording."""

from pathlib import Path

import pytest

from evaluation.demonstration.records import demonstration_record
from evaluation.errors import InvalidInput
from evaluation.workspace import answered, open_workspace, standing

ROOT = Path(__file__).resolve().parents[2]
SLUGS = ("falls", "feno", "gammacore", "nutrition", "plgf", "seat-belts")


@pytest.fixture(scope="module")
def workspace():
    return open_workspace(ROOT)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_committed_record_is_that_of_the_projects_file(slug, workspace):
    folder = workspace.project(slug)
    assert folder.record == demonstration_record(folder.file)
    assert set(folder.record.analyses) == {analysis.id for analysis in folder.project.its}


@pytest.mark.parametrize("slug", SLUGS)
def test_synthetic_analyses_were_fixed_before_and_the_real_one_after(slug, workspace):
    folder = workspace.project(slug)
    for analysis in folder.project.its:
        found = standing(folder.project, analysis, folder.record)
        expected = "after" if slug == "seat-belts" else "before"
        assert (found.state, found.timing) == ("unchanged", expected)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_item_of_bias_is_answered(slug, workspace):
    project = workspace.project(slug).project
    for analysis in project.its:
        assert None not in answered(analysis.risk_of_bias, project.risk_of_bias).values()


def test_not_all_is_well_in_the_demonstration(workspace):
    judgements = {
        answer.judgement for folder in workspace.projects for answer in folder.project.risk_of_bias
    }
    assert judgements == {"low", "high", "unclear"}


def test_a_faulty_project_or_one_without_a_claim_has_no_record(tmp_path, workspace):
    file = tmp_path / "falls" / "project.yml"
    file.parent.mkdir()
    text = workspace.project("falls").file.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "prespecified:" not in line]
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"No analysis in falls/project\.yml says"):
        demonstration_record(file)
    file.write_text("title: [", encoding="utf-8")
    with pytest.raises(InvalidInput, match="1 fault"):
        demonstration_record(file)
