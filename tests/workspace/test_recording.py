"""Records of a workspace are written for all that were asked for, or for none."""

import datetime as dt

import pytest

from evaluation.errors import InvalidInput
from evaluation.workspace import RECORD_NAME, open_workspace, record_projects

DAY = dt.date(2024, 1, 5)
CLAIM = "prespecified: {on: 2024-01-01, by: Analyst}, "


@pytest.fixture
def hub_of(write_workspace, project_text):
    """Return a function that opens a workspace of projects with or without a claim."""

    def make(**claimed):
        texts = {
            slug: project_text.replace("id: main, ", f"id: main, {CLAIM if has_claim else ''}")
            for slug, has_claim in claimed.items()
        }
        return open_workspace(write_workspace(projects=texts))

    return make


def test_records_are_written_beside_the_projects_and_told(hub_of):
    hub = hub_of(falls=True, feno=True)
    done = record_projects(hub, (), DAY)
    assert [(item.slug, item.analyses) for item in done] == [
        ("falls", ("main",)),
        ("feno", ("main",)),
    ]
    assert all(item.path.name == RECORD_NAME and item.path.is_file() for item in done)
    again = record_projects(open_workspace(hub.root), ["feno"], DAY)
    assert [(item.slug, item.analyses) for item in again] == [("feno", ())]


def test_projects_without_a_claim_are_left_out(hub_of):
    hub = hub_of(falls=True, feno=False)
    assert [item.slug for item in record_projects(hub, (), DAY)] == ["falls"]
    assert not hub.project("feno").record_file.exists()


def test_where_nothing_says_when_it_was_fixed_the_command_is_refused(hub_of):
    with pytest.raises(InvalidInput, match="nothing to record"):
        record_projects(hub_of(falls=False), (), DAY)


def test_a_fault_in_one_project_writes_none(hub_of):
    hub = hub_of(falls=True, feno=True)
    record_projects(hub, ["feno"], DAY)
    file = hub.project("feno").file
    file.write_text(file.read_text().replace("id: main,", "id: main, transform: log,"))
    with pytest.raises(InvalidInput) as refused:
        record_projects(open_workspace(hub.root), (), DAY)
    (finding,) = refused.value.findings
    assert (finding.project, finding.file) == ("feno", "data/projects/feno/project.yml")
    assert not hub.project("falls").record_file.exists()


def test_a_record_that_cannot_be_read_stops_the_workspace(hub_of):
    hub = hub_of(falls=True)
    hub.project("falls").record_file.write_text("analyses: [", encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        open_workspace(hub.root)
    assert refused.value.findings[0].file == f"data/projects/falls/{RECORD_NAME}"
