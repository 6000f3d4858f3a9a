"""Every fault of a YAML file is a sentence with line, place and remedy, all of them at once."""

from pathlib import Path

import pytest

from evaluation.errors import Finding
from evaluation.workspace import Hub, Project
from evaluation.workspace.strict import validate
from evaluation.workspace.yaml_source import YamlSource, read_yaml


@pytest.fixture
def faults(tmp_path: Path):
    def of(model: type, text: str) -> list[str]:
        path = tmp_path / "file.yml"
        path.write_text(text, encoding="utf-8")
        found, findings = validate(model, read_yaml(path, "f.yml"), "f.yml", project="falls")
        assert (found is None) == bool(findings)
        assert all(finding.project == "falls" for finding in findings)
        return [str(finding) for finding in findings]

    return of


def test_a_sound_project_and_hub_have_no_findings(faults, project_text, hub_text) -> None:
    assert faults(Project, project_text) == []
    assert faults(Hub, hub_text) == []


def test_an_unknown_key_names_its_line_and_the_nearest_spelling(faults, project_text) -> None:
    text = project_text.replace("per: 1000", "perr: 1000")

    assert faults(Project, text) == [
        "f.yml, line 19, kpis.1.perr: The key 'perr' is not known here. Did you mean 'per'?"
    ]


def test_an_unknown_key_without_a_near_one_names_those_that_are_known(faults, project_text) -> None:
    text = project_text.replace("{name: ", "{").replace("- name: North", "- name: N\n    zz: 1")

    assert faults(Project, text) == [
        "f.yml, line 7, sites.1.zz: The key 'zz' is not known here. Known keys: from, name, to."
    ]


def test_all_findings_come_at_once_in_the_order_of_the_model(faults, project_text) -> None:
    text = (
        project_text.replace("title: Falls prevention\n", "")
        .replace("kind: rate", "kind: rat")
        .replace("question:", "questoin:")
        .replace("go_live: 2024-04", "go_live: soon")
    )

    assert faults(Project, text) == [
        "f.yml, line 1, title: The key 'title' is missing.",
        "f.yml, line 7, dates.go_live: 'go_live' must be a date, such as 2025-04-01.",
        "f.yml, line 13, kpis.1.kind: 'kind' must be one of 'proportion', 'rate', 'count' or "
        "'mean'. Did you mean 'rate'?",
        "f.yml, line 20, its.1.question: The key 'question' is missing.",
        "f.yml, line 20, its.1.questoin: The key 'questoin' is not known here. "
        "Did you mean 'question'?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("per: 1000", "per: '1000'", "'per' must be a number."),
        ("per: 1000", "per: yes", "'per' must be a number."),
        ("per: 1000", "per: 0", "'per' must be greater than 0.0."),
        ("per: 1000", "per: .inf", "'per' must be a finite number."),
        ("per: 1000", "target: .nan", "'target' must be a finite number."),
        ("title: Falls prevention", "title: 7", "'title' must be text."),
        ("title: Falls prevention", "title: ' '", "'title' is empty."),
        ("title: Falls prevention", "title: a\norder: 1.5", "'order' must be a whole number."),
        ("id: main,", "id: main, primary: 1,", "'primary' must be true or false."),
        ("id: falls-rate", "id: Falls Rate", "'id' has characters that are not allowed here."),
        ("sites:\n  - name: North", "sites: North", "'sites' must be a list"),
        ("sites:\n  - name: North", "sites: []", "'sites' needs at least 1 item."),
        ("{kpi: kpi.csv,", "{kpi: 3,", "'kpi' must be a group of keys."),
        ("2024-04}", "'2024-04-01'}", "'go_live' must be a date, such as 2025-04-01."),
        ("2024-04}", "2024-13}", "'go_live' must be a date, such as 2025-04-01."),
        ("2024-04}", "0000-01}", "'go_live' must be a date, such as 2025-04-01."),
        ("2024-04}", "2024-04-01 10:00:00}", "'go_live' must be a date, such as 2025-04-01."),
        ("title: ", "1: x\ntitle: ", "A key here is not text: put it in quotation marks."),
        ("per: 1000", "target: 1\n    frequency: hourly", "'frequency' must be one of 'weekly'"),
        ("- {id: FALL-1}", "- {id: FALL-1, target: 101}", "'target' must be at most 100.0."),
        ("- {id: FALL-1}", "- {id: FALL-1, target: -1}", "'target' must be at least 0.0."),
        (", to: 2024-03-31}", "}", "The key 'to' is missing."),
        ("id: main,", "id: main, level: 1.0,", "'level' must be less than 1.0."),
    ],
)
def test_types_are_strict(faults, project_text, old: str, new: str, sentence: str) -> None:
    assert old in project_text

    (found,) = faults(Project, project_text.replace(old, new))

    assert sentence in found
    assert found.startswith("f.yml, line ")


def test_a_fault_without_a_sentence_of_its_own_is_still_a_sentence(faults, project_text) -> None:
    long_id = "x" * 61

    (found,) = faults(Project, project_text.replace("id: falls-rate", f"id: {long_id}"))

    assert "'id' is not valid: string should have at most 60 characters." in found


def test_keys_that_contradict_each_other_have_the_line_of_their_group(faults, hub_text) -> None:
    assert faults(Hub, hub_text + "disclosure: {rule: none}\n") == [
        "f.yml, line 9, disclosure: The disclosure rule 'none' needs a 'reason'."
    ]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "only text"])
def test_a_file_that_is_not_a_group_of_keys_is_refused(faults, text: str) -> None:
    (found,) = faults(Hub, text)

    assert found.endswith("'the file' must be a group of keys.")


def test_findings_of_an_unreadable_file_get_the_project() -> None:
    source = YamlSource(None, {}, (Finding("Broken.", file="f.yml"),))

    assert validate(Hub, source, "f.yml", project="falls") == (
        None,
        [Finding("Broken.", file="f.yml", project="falls")],
    )
