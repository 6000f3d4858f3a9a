"""The funnels section of a project: KPIs by practice, criteria by site, under suppression."""

import pandas as pd
import pytest

from evaluation.present import funnel_figure
from evaluation.present.blocks import Figure, Table
from evaluation.study import funnels

MET = (74, 76, 75, 73, 77, 75, 76, 74, 75, 40)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(funnel_figure, "rendered", lambda _: ("<svg/>", b"png"))


@pytest.fixture
def by_practice(make_inputs, kpi_of, rows_of):
    def make(met=MET, kind="proportion", people=100, plan=None, **project):
        parts = [
            rows_of(
                "asked",
                "2024-04",
                1,
                numerator=count,
                denominator=people,
                dimension="practice",
                group=f"Practice {number}",
            )
            for number, count in enumerate(met)
        ]
        plan = plan or {"kpi": "asked", "dimension": "practice"}
        return make_inputs(
            kpi_table=pd.concat(parts) if parts else None,
            kpis=[kpi_of("asked", kind, direction="increase")] if parts else [],
            funnels=[plan],
            **{"periods": True, **project},
        )

    return make


def test_a_project_without_funnels_says_so(make_inputs):
    (prose,) = funnels.section(make_inputs()).blocks
    assert prose.markdown == funnels.NOTHING


def test_the_outlier_is_in_caption_table_and_estimates(by_practice, shown):
    section = funnels.section(by_practice())
    figure = section.blocks[0]
    assert isinstance(figure, Figure)
    assert figure.label == "falls-asked-funnel-practice"
    assert "Practice 9 (alarm, worse than expected)" in figure.caption
    assert isinstance(section.blocks[1], Table)
    assert "| Practice 9 | 40.0 | 100 | alarm | worse than expected |" in shown(section)
    (estimate,) = section.estimates
    assert (estimate.analysis, estimate.value, estimate.n) == ("funnel", 40, 100)
    assert estimate.lower < 40 < estimate.upper


def test_without_an_outlier_there_is_no_table(by_practice):
    section = funnels.section(by_practice(met=[75] * 6))
    assert [type(block).__name__ for block in section.blocks] == ["Figure", "Prose"]
    assert section.estimates == ()


def test_small_numbers_are_hidden_and_told(by_practice, shown):
    text = shown(funnels.section(by_practice(met=(*MET, 3))))
    assert "1 practice is not shown, because numbers are small" in text
    assert ",3," not in text


def test_where_all_numbers_are_small_nothing_is_compared(by_practice):
    (prose,) = funnels.section(by_practice(met=(3, 4, 5))).blocks
    assert "not compared between practices" in prose.markdown


def test_rates_have_their_unit(by_practice, shown):
    section = funnels.section(by_practice(kind="rate", people=1000))
    assert "per 1,000 bed days" in shown(section)
    assert section.estimates[0].value == 40


def test_a_window_without_rows_is_said(by_practice):
    plan = {
        "kpi": "asked",
        "dimension": "practice",
        "period": {"from": "2020-01", "to": "2020-12"},
    }
    (prose,) = funnels.section(by_practice(plan=plan)).blocks
    assert "no results of several practices" in prose.markdown


def audited(*extra):
    rows = [
        (name, "one", met, 100 - met, 0, 0, "site", f"Site {number}")
        for name in ("FALL-1", "FALL-2")
        for number, met in enumerate((*MET, *extra))
    ]
    columns = ["criterion", "cycle", "met", "not_met", "not_recorded", "exceptions"]
    return pd.DataFrame(rows, columns=[*columns, "dimension", "group"])


@pytest.fixture
def audit_inputs(make_inputs):
    def make(table, **plan):
        cycle = {"id": "one", "name": "First", "from": "2024-04", "to": "2024-06"}
        return make_inputs(
            audit_table=table,
            audit={
                "cycles": [cycle],
                "criteria": [{"id": "FALL-1"}, {"id": "FALL-2", "target": 0}],
            },
            funnels=[{"criterion": "FALL-1", "dimension": "site", **plan}],
        )

    return make


def test_a_criterion_is_compared_between_sites(audit_inputs, shown):
    text = shown(funnels.section(audit_inputs(audited())))
    assert "People are asked about falls: 1 of 10 sites" in text
    assert "Site 9 (alarm, worse than expected)" in text


def test_little_of_what_should_not_be_done_is_better(audit_inputs, shown):
    text = shown(funnels.section(audit_inputs(audited(), criterion="FALL-2")))
    assert "Site 9 (alarm, better than expected)" in text


def test_records_are_counted_by_site(audit_inputs, shown):
    rows = [
        (f"r{number}-{each}", "FALL-1", "one", "met" if each < met else "not met", f"Site {number}")
        for number, met in enumerate(MET)
        for each in range(100)
    ]
    table = pd.DataFrame(rows, columns=["record", "criterion", "cycle", "result", "site"])
    assert "Site 9 (alarm" in shown(funnels.section(audit_inputs(table)))


def test_a_dimension_that_no_row_has_is_said(audit_inputs):
    (prose,) = funnels.section(audit_inputs(audited(), dimension="practice")).blocks
    assert "no results of several practices" in prose.markdown


def test_an_audit_without_its_table_is_said(make_inputs, audit_inputs):
    inputs = audit_inputs(audited())
    (prose,) = funnels.section(type(inputs)(**{**vars_of(inputs), "audit_table": None})).blocks
    assert "no results" in prose.markdown


def vars_of(inputs):
    return {name: getattr(inputs, name) for name in inputs.__dataclass_fields__}


def test_the_demonstrations_one_true_outlier_is_an_alarm():
    from pathlib import Path

    from evaluation.study.inputs import read_inputs

    section = funnels.section(read_inputs("nutrition", str(Path(__file__).parents[2])))
    told = {estimate.measure: estimate for estimate in section.estimates}
    assert "alarm, Practice 17" in told
    assert "limits adjusted for overdispersion are used" in section.blocks[2].markdown
