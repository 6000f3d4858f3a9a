"""Names in a project's file must exist: KPIs, criteria, tables, windows."""

import pytest
import yaml

from evaluation.workspace import Criterion, Project, StandardsFile
from evaluation.workspace.consistency import project_findings


@pytest.fixture
def criteria(standard_text) -> dict[str, Criterion]:
    standard = StandardsFile.model_validate(yaml.safe_load(standard_text))
    return {item.id: item for item in standard.criteria}


@pytest.fixture
def findings(project_text, criteria):
    def of(*changes: tuple[str, str]) -> list[str]:
        text = project_text
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        project = Project.model_validate(yaml.safe_load(text))
        found = project_findings(project, "falls", "f.yml", criteria)
        assert all(item.project == "falls" and item.severity == "error" for item in found)
        return [str(item) for item in found]

    return of


def test_a_sound_project_has_none(findings) -> None:
    assert findings() == []


def test_an_analysis_of_an_unknown_kpi_names_the_nearest(findings) -> None:
    assert findings(("kpi: falls-rate,", "kpi: fals-rate,")) == [
        "f.yml, its.main: The KPI 'fals-rate' is not defined in this project. "
        "Did you mean 'falls-rate'?"
    ]


def test_controls_covariates_and_inequalities_are_kpis_too(findings) -> None:
    found = findings(
        ("id: main,", "id: main, control: x1, covariates: [x2],"),
        (
            "audit:\n  cycles",
            "inequalities: [{kpi: x3, dimension: sex, group: F, reference: M}]\naudit:\n  cycles",
        ),
        (
            "tables:",
            "periods: {baseline: {from: 2023-01, to: 2023-06}, "
            "after: {from: 2024-06, to: 2024-12}}\ntables:",
        ),
    )

    assert [text.split(" is ")[0] for text in found] == [
        "f.yml, its.main.covariates: The KPI 'x2'",
        "f.yml, its.main.control: The KPI 'x1'",
        "f.yml, inequalities: The KPI 'x3'",
    ]
    assert all(text.endswith("Add it under 'kpis'.") for text in found)


def test_inequalities_need_windows(findings) -> None:
    new = "inequalities: [{kpi: falls-rate, dimension: sex, group: F, reference: M}]\naudit:"

    assert findings(("audit:\n", f"{new}\n")) == [
        "f.yml, inequalities: Inequalities are compared between windows that are not given. "
        "Add 'periods:' with 'baseline:' and 'after:'."
    ]


def test_a_criterion_of_no_standard_names_the_nearest_in_its_own_case(findings, criteria) -> None:
    assert findings(("id: FALL-1", "id: fall1")) == [
        "f.yml, audit.criteria: The criterion 'fall1' is in no standard. Did you mean 'FALL-1'?"
    ]
    criteria["Nut-Local"] = criteria["FALL-1"]
    assert findings(("id: FALL-1", "id: nut-local"))[0].endswith("Did you mean 'Nut-Local'?")
    assert findings(("id: FALL-1", "id: X9"))[0].endswith("Add it to a file in 'data/standards'.")


def test_ids_that_a_table_cannot_tell_apart_are_refused(findings) -> None:
    told = "are the same in a table, where case, hyphens and underscores do not matter."
    first = "    - {id: one,"
    alike = "    - {id: %s, name: A, from: %d-01, to: %d-02}\n"
    both = alike % ("one--a", 2011, 2011) + alike % ("one-a", 2012, 2012)
    found = findings((first, both + first))

    assert found == [
        f"f.yml, audit.cycles: The ids 'one--a' and 'one-a' {told} Give each its own id."
    ]


def test_an_id_used_twice_is_refused_wherever_it_is(findings) -> None:
    found = findings(
        ("- {id: FALL-1}", "- {id: FALL-1}\n    - {id: FALL-1}"),
        ("  criteria:", "    - {id: one, name: Again, from: 2025-01, to: 2025-02}\n  criteria:"),
        ("its:\n", "its:\n  - {id: main, kpi: falls-rate, question: a, primary: false}\n"),
    )

    assert found == [
        "f.yml, its: The id 'main' is used 2 times. Give each its own id.",
        "f.yml, audit.cycles: The id 'one' is used 2 times. Give each its own id.",
        "f.yml, audit.criteria: The id 'FALL-1' is used 2 times. Give each its own id.",
    ]


def test_one_analysis_is_primary(findings) -> None:
    assert findings(("its:\n", "its:\n  - {id: other, kpi: falls-rate, question: a}\n")) == [
        "f.yml, its: 2 analyses are marked primary. Keep one; set 'primary: false' on the others."
    ]


def test_kpis_and_an_audit_need_their_tables(findings) -> None:
    line = "tables: {kpi: kpi.csv, audit: {path: audit.xlsx, sheet: Records}}\n"

    assert findings((line, "")) == [
        "f.yml, tables: KPIs are defined but there is no KPI table. Add 'kpi:' under 'tables'.",
        "f.yml, tables: There is an audit but no audit table. Add 'audit:' under 'tables'.",
    ]


def test_a_project_without_audit_is_sound(findings, project_text) -> None:
    audit = project_text[project_text.index("audit:\n  cycles") :]

    assert findings((audit, "")) == []


def test_an_offset_is_the_days_or_a_kpi(findings) -> None:
    assert findings(("id: main,", "id: main, offset: days,")) == []
    assert findings(("id: main,", "id: main, offset: [days, beds],")) == [
        "f.yml, its.main.offset: The KPI 'beds' is not defined in this project. "
        "Add it under 'kpis'."
    ]


@pytest.mark.parametrize("kind", ["proportion", "mean"])
def test_an_offset_goes_with_counts_and_rates_only(findings, kind) -> None:
    found = findings(("id: main,", "id: main, offset: days,"), ("kind: rate", f"kind: {kind}"))
    assert found == [
        f"f.yml, its.main.offset: An offset does not go with a KPI of kind '{kind}': it counts "
        "no events. Remove the offset."
    ]
