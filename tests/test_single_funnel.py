"""One funnel from a SPEC.yml: protection first, JSON, text, figure, and faults in place."""

import json

import pytest

from evaluation import single
from evaluation.cli import main
from evaluation.errors import InvalidInput

SPEC = """\
data: units.csv
unit: practice
numerator: met
denominator: people
better: increase
label: People asked
"""
NONE = "disclosure: {rule: none, reason: published}\n"
MET = (148, 152, 150, 147, 153, 149, 151, 150, 90)


@pytest.fixture
def write(tmp_path):
    def both(spec=SPEC, rows=None, header="practice,met,people"):
        lines = rows or [f"P{number},{met},200" for number, met in enumerate(MET)]
        (tmp_path / "units.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        path = tmp_path / "spec.yml"
        path.write_text(spec, encoding="utf-8")
        return path

    return both


def faults(path):
    with pytest.raises(InvalidInput) as caught:
        single.funnel(path)
    return [str(each) for each in caught.value.findings] or [str(caught.value)]


def test_an_outlier_is_named_with_both_limits_and_the_reason(write):
    found = single.funnel_json(single.funnel(write()))
    last = found["units"][-1]
    assert (last["unit"], last["status"]) == ("P8", "alarm")
    assert last["direction"] == "worse than expected"
    assert found["finding"].startswith("People asked: 1 of 9 units lies outside the limits")
    assert {"lower_95", "adjusted_lower_95"} <= set(last)
    assert found["reason"] in found["notes"]
    json.dumps(found, allow_nan=False)


def test_counts_are_protected_before_anything_is_computed(write):
    rows = [f"P{number},{met},200" for number, met in enumerate(MET)] + ["P9,6,203"]
    found = single.funnel_json(single.funnel(write(rows=rows)))
    assert [row["numerator"] for row in found["units"]][:4] == [150, 150, 150, 145]
    small = found["units"][-1]
    assert (small["numerator"], small["value"], small["status"]) == (None, None, "not shown")
    text = single.funnel_text(single.funnel(write(rows=rows)))
    assert "1 unit is not shown, because numbers are small" in text


def test_the_centre_counts_units_that_are_not_shown(write):
    rows = [f"P{number},40,100" for number in range(6)] + [f"S{n},4,100" for n in range(6)]
    found = single.funnel_json(single.funnel(write(rows=rows)))
    assert found["target"] == pytest.approx(100 * 265 / 1200)
    assert found["overall"] == pytest.approx(40)


def test_published_figures_need_not_be_whole_and_rows_of_a_unit_are_added(write):
    rows = [f"P{number % 5},{met}.5,200" for number, met in enumerate(MET)]
    found = single.funnel_json(single.funnel(write(SPEC + NONE, rows)))
    assert [row["denominator"] for row in found["units"]] == [400, 400, 400, 400, 200]
    assert found["units"][4]["numerator"] == 153.5


def test_a_rate_has_its_multiplier_and_unit(write):
    spec = SPEC.replace("numerator", "events").replace("denominator", "exposure")
    spec += "kind: rate\nmultiplier: 1000\n" + NONE
    assert "per 1,000" in single.funnel_text(single.funnel(write(spec)))


def test_a_ratio_may_have_its_own_unit_and_target(write):
    spec = SPEC.replace("numerator", "observed").replace("denominator", "expected")
    spec += "kind: ratio\ntarget: 0.75\nmeasured_in: deaths for each expected\n" + NONE
    text = single.funnel_text(single.funnel(write(spec)))
    assert "deaths for each expected" in text
    assert "P8: 0.45" in text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("numerator: met\n", ""), "'numerator' is missing: kind proportion needs it"),
        (("label", "observed: met\nlabel"), "'observed' does not go with kind proportion"),
        (("numerator: met", "numerator: mett"), "Did you mean 'met'?"),
        (("denominator: people", "denominator: met"), "Two keys name the same column"),
        (("label", "limts: exact\nlabel"), "Did you mean 'limits'?"),
        (("label", "scale: shmi\nlabel"), "'scale: shmi' does not go with a proportion"),
    ],
)
def test_a_fault_of_the_spec_is_a_sentence(write, change, told):
    assert told in " ".join(faults(write(SPEC.replace(*change))))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("P,7.5,20", "'met' must be a whole number."),
        ("P,-3,20", "'met' must be 0 or more."),
        ("P,30,20", "'met' is greater than its denominator."),
        ("P,,20", "'met' is"),
        (",3,20", "'practice' is empty."),
        ("P,many,20", "'met' must be a number."),
    ],
)
def test_a_fault_of_the_data_names_its_row_and_never_its_value(write, row, told):
    found = faults(write(rows=["A,10,20", row]))
    assert told in found[0]
    assert "row 3" in found[0]


def test_events_without_exposure_are_refused(write):
    spec = SPEC.replace("numerator", "events").replace("denominator", "exposure") + "kind: rate\n"
    assert "'people' is 0 where something was counted." in faults(write(spec, ["A,10,0"]))[0]


def test_the_command_prints_json_alone_and_writes_the_figure(write, tmp_path, capsys):
    figure = tmp_path / "funnel.svg"
    with pytest.raises(SystemExit) as left:
        main(["funnel", str(write()), "--json", "--figure", str(figure)])
    assert left.value.code == 0
    assert json.loads(capsys.readouterr().out)["limits_used"] == "adjusted"
    assert figure.read_text(encoding="utf-8").startswith("<?xml")
    assert "P8,90," in figure.with_suffix(".csv").read_text(encoding="utf-8")
    assert "Funnel plot of People asked" in figure.with_suffix(".txt").read_text(encoding="utf-8")


def test_the_command_prints_text_and_leaves_with_two_on_a_fault(write, capsys):
    with pytest.raises(SystemExit) as left:
        main(["funnel", str(write())])
    assert left.value.code == 0
    assert "is no verdict" in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        main(["funnel", str(write(SPEC.replace("unit:", "unti:")))])
    assert left.value.code == 2
