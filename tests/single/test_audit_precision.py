"""What the SPEC.yml of an audit may declare of its sample."""

import pytest

from evaluation import single
from evaluation.errors import InvalidInput

SPEC = "data: audit.csv\ntargets: {A-1: 80}\n"
HEADER = "criterion,cycle,met,not_met,not_recorded,exceptions\n"


@pytest.fixture
def audited(tmp_path):
    def make(more, rows="A-1,one,70,30,0,0\nA-1,two,75,25,0,0\n"):
        (tmp_path / "audit.csv").write_text(HEADER + rows, encoding="utf-8")
        path = tmp_path / "spec.yml"
        path.write_text(SPEC + more, encoding="utf-8")
        return single.audit(path)

    return make


def width(result):
    row = result["results"][0]
    return row["upper"] - row["lower"]


def test_a_population_narrows_and_another_interval_changes_the_limits(audited):
    usual = width(audited(""))
    assert width(audited("population: {one: 125}\n")) < usual / 2
    assert width(audited("interval: clopper-pearson\n")) > usual


def test_a_census_has_a_status_and_no_limits(audited):
    result = audited("census: true\n")
    assert (result["results"][0]["status"], result["results"][0]["lower"]) == ("not met", None)
    assert "70.0" in single.audit_text(result)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("population: {one: 99}\n", "more records than its 'population'"),
        ("population: {three: 500}\n", "three"),
        ("census: true\npopulation: {one: 500}\n", "leave it out"),
    ],
)
def test_what_contradicts_the_data_is_refused(audited, more, said):
    with pytest.raises(InvalidInput) as refused:
        audited(more)
    assert any(said in str(finding) for finding in refused.value.findings)
