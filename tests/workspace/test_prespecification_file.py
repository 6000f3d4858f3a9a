"""The record beside project.yml: written whole, replaced for a reason only, read strictly."""

import datetime as dt

import pytest
import yaml

from evaluation.errors import InvalidInput
from evaluation.workspace import PrespecificationFile, Project
from evaluation.workspace.prespecification_file import (
    RECORD_NAME,
    read_record,
    renewed,
    write_records,
)

FIRST, LATER = dt.date(2024, 1, 5), dt.date(2025, 2, 6)


@pytest.fixture
def project_of(project_text):
    """Return a function that reads the project with a claim of 1 January 2024 and more keys."""

    def build(more="", on="2024-01-01"):
        claim = f"prespecified: {{'on': {on}, by: Analyst}}"
        return Project.model_validate(
            yaml.safe_load(project_text.replace("id: main,", f"id: main, {claim},{more}"))
        )

    return build


@pytest.fixture
def recorded(project_of):
    return renewed(PrespecificationFile(), project_of(), FIRST)


def test_a_record_has_hash_dates_role_and_model(recorded):
    entry = recorded.analyses["main"]
    assert (entry.fixed, entry.recorded, entry.by) == (dt.date(2024, 1, 1), FIRST, "Analyst")
    assert entry.is_intact
    assert entry.model["kpi"] == "falls-rate"


def test_an_analysis_that_does_not_say_when_it_was_fixed_is_not_recorded(project_text):
    project = Project.model_validate(yaml.safe_load(project_text))
    assert renewed(PrespecificationFile(), project, FIRST).analyses == {}


def test_what_is_written_is_read_again(tmp_path, recorded):
    write_records({tmp_path: recorded})
    path = tmp_path / RECORD_NAME
    assert read_record(tmp_path, RECORD_NAME) == (recorded, [])
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "&id" not in text
    assert [item.name for item in tmp_path.iterdir()] == [RECORD_NAME]


def test_without_a_file_the_record_is_empty(tmp_path):
    assert read_record(tmp_path, RECORD_NAME) == (PrespecificationFile(), [])


def test_a_failed_write_leaves_the_old_record(tmp_path, recorded, monkeypatch):
    write_records({tmp_path: recorded})
    before = (tmp_path / RECORD_NAME).read_bytes()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(InvalidInput, match="cannot be written: No space left on device"):
        write_records({tmp_path: PrespecificationFile()})
    assert (tmp_path / RECORD_NAME).read_bytes() == before


def test_the_same_analysis_on_a_later_day_changes_nothing(project_of, recorded):
    assert renewed(recorded, project_of(), LATER) == recorded
    assert renewed(recorded, project_of(), LATER, "why not") == recorded


def test_a_change_without_a_reason_is_refused_with_what_differs(project_of, recorded):
    with pytest.raises(InvalidInput) as refused:
        renewed(recorded, project_of(" transform: log,"), LATER)
    (finding,) = refused.value.findings
    assert finding.place == "its.main"
    assert finding.sentence == (
        "It differs from the one recorded on 2024-01-05: transform: none became log."
    )
    assert "--amend" in finding.remedy


def test_a_change_of_the_date_alone_needs_a_reason_too(project_of, recorded):
    with pytest.raises(InvalidInput) as refused:
        renewed(recorded, project_of(on="2023-06-01"), LATER)
    assert "fixed on: 2024-01-01 became 2023-06-01" in refused.value.findings[0].sentence


def test_an_amendment_keeps_every_former_record_with_date_and_reason(project_of, recorded):
    once = renewed(recorded, project_of(" transform: log,"), LATER, "skewed")
    last = dt.date(2025, 3, 1)
    twice = renewed(once, project_of(" transform: log10,"), last, "log of ten")
    entry = twice.analyses["main"]
    assert entry.recorded == last
    assert entry.model["transform"] == "log10"
    told = [(item.amended, item.reason, item.model["transform"]) for item in entry.history]
    assert told == [(LATER, "skewed", "none"), (last, "log of ten", "log")]
    assert all(item.is_intact for item in entry.history)


def test_an_amendment_is_never_older_than_what_it_replaces(project_of, recorded):
    with pytest.raises(InvalidInput) as refused:
        renewed(recorded, project_of(" transform: log,"), dt.date(2024, 1, 4), "back")
    assert (
        refused.value.findings[0].sentence
        == "Its record is of 2024-01-05, which is after 2024-01-04."
    )


def test_a_claim_of_a_later_day_is_refused(project_of):
    with pytest.raises(InvalidInput) as refused:
        renewed(PrespecificationFile(), project_of(on="2024-02-01"), FIRST)
    assert refused.value.findings[0].sentence == (
        "It is said to be fixed on 2024-02-01, which is after 2024-01-05."
    )


def test_a_record_altered_by_hand_is_no_longer_intact(tmp_path, recorded):
    write_records({tmp_path: recorded})
    path = tmp_path / RECORD_NAME
    text = path.read_text(encoding="utf-8").replace("transform: none", "transform: log")
    path.write_text(text, encoding="utf-8")
    record, findings = read_record(tmp_path, RECORD_NAME)
    assert findings == []
    assert not record.analyses["main"].is_intact
    path.write_text(text.replace("transform: log", "transform: 2024-01-01"), encoding="utf-8")
    assert not read_record(tmp_path, RECORD_NAME)[0].analyses["main"].is_intact


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("hash: ", "hash: x", "'hash' has characters that are not allowed here."),
        ("fixed:", "fixd:", "The key 'fixd' is not known here."),
        ("analyses:", "analyses: [", "This is not valid YAML."),
    ],
)
def test_a_record_that_cannot_be_read_is_said_so(tmp_path, recorded, old, new, sentence):
    write_records({tmp_path: recorded})
    path = tmp_path / RECORD_NAME
    text = path.read_text(encoding="utf-8").replace(old, new)
    path.write_text(text, encoding="utf-8")
    record, findings = read_record(tmp_path, RECORD_NAME, "falls")
    assert record == PrespecificationFile()
    assert sentence in [finding.sentence for finding in findings]
    assert {finding.project for finding in findings} == {"falls"}
