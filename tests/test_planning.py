"""A planned series from a SPEC.yml: what is printed where, the promised JSON, and faults."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation import cli, planning, progress
from evaluation.errors import InvalidInput

SPEC = """\
frequency: monthly
before: 20
after: [12, 20]
effect: {level: 3, in: sd}
noise: {rho: 0.4}
methods: [ols, newey-west]
simulations: 100
search_up_to: 40
"""
COUNTS = """\
frequency: annual
before: 10
after: 10
effect: {slope: -5}
family: quasi-poisson
noise: {mean: 100, dispersion: 2, rho: 0.3, second_partial: 0.1}
methods: [glm]
simulations: 50
"""
MONTHS = [f"{2020 + number // 12}-{number % 12 + 1:02d}" for number in range(30)]
VALUES = [5, 7, 6, 8, 4, 6, 7, 5, 9, 6]
PILOT = "month,falls\n" + "".join(f"{m},{VALUES[i * i % 10]}\n" for i, m in enumerate(MONTHS))
FROM_PILOT = """\
frequency: monthly
after: 20
effect: {level: 3, in: sd}
from: {data: pilot.csv, time: month, outcome: falls}
methods: [ols]
simulations: 60
search_up_to: 0
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_spec(text: str) -> Path:
        (tmp_path / "pilot.csv").write_text(PILOT, encoding="utf-8")
        path = tmp_path / "spec.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_spec


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    def run_here(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            cli.main(["power", *(str(argument) for argument in arguments)])
        said = capsys.readouterr()
        assert isinstance(caught.value.code, int)
        return caught.value.code, said.out, said.err

    return run_here


def test_json_is_one_object_with_trials_needed_and_sentences(write, run):
    code, out, err = run(write(SPEC), "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert len(found["trials"]) == 4
    assert [item["kind"] for item in found["needed"]] == ["after", "balanced"]
    assert (found["unit"], found["measure"], found["seed"]) == ("SD", "level", 20260331)
    assert found["trials"][0]["method"] == "ols"
    assert found["trials"][1]["is_honest"] is False
    assert found["pilot"] is None
    assert any("is not honest" in sentence for sentence in found["sentences"])
    balanced = found["needed"][1]
    assert balanced["is_reached"]
    assert balanced["before"] == balanced["after"] <= 40


def test_text_has_the_table_the_sentences_and_the_seed(write, run):
    code, out, _ = run(write(SPEC))
    assert code == 0
    assert "20 + 12" in out
    assert "With 20 months before and 12 after" in out
    assert " !" in out
    assert "! The type I error is above what the level promises" in out
    assert out.endswith("100 simulated series for each row, seed 20260331.\n")


def test_the_same_spec_gives_the_same_answer_and_another_seed_another(write):
    first = planning.planned_json(planning.planned_power(write(SPEC)))
    assert planning.planned_json(planning.planned_power(write(SPEC))) == first
    other = planning.planned_json(planning.planned_power(write(SPEC + "seed: 3\n")))
    assert other["trials"] != first["trials"]


def test_counts_are_in_percent_and_what_is_not_known_is_null(write):
    found = planning.planned_json(planning.planned_power(write(COUNTS)))
    row = found["trials"][0]
    assert (found["unit"], found["measure"], found["needed"]) == ("%", "slope", [])
    assert row["effect"] == pytest.approx(-5)
    assert row["detectable"] is None
    assert "search_up_to" in planning.planned_notes(planning.planned_power(write(COUNTS)))


def test_counts_take_fewer_simulations_unless_told_otherwise(write):
    text = COUNTS.replace("simulations: 50\n", "").replace("mean: 100", "mean: 1000")
    assert planning.planned_power(write(text)).found.plan.simulations == 200


def test_a_pilot_series_gives_the_noise_and_the_number_before(write):
    planned = planning.planned_power(write(FROM_PILOT))
    found = planning.planned_json(planned)
    assert [row["before"] for row in found["trials"]] == [30, 30, 30]
    assert found["pilot"]["periods"] == 30
    rhos = [row["rho"] for row in found["trials"]]
    assert rhos == [found["pilot"][key] for key in ("rho_lower", "rho", "rho_upper")]
    assert found["unit"] == "outcome"
    assert found["trials"][0]["effect"] == pytest.approx(3 * found["trials"][1]["spread"])
    assert planned.sentences[0].startswith("The pilot series of 30 months")


def test_an_effect_in_standard_deviations_is_told_in_units_where_they_are_known(write):
    text = SPEC.replace("rho: 0.4", "rho: 0.4, sd: 2.5")
    found = planning.planned_json(planning.planned_power(write(text)))
    assert found["unit"] == "outcome"
    assert found["trials"][0]["effect"] == pytest.approx(7.5)


def test_a_length_not_reached_is_null(write):
    text = SPEC.replace("level: 3", "level: 0.3")
    after, balanced = planning.planned_json(planning.planned_power(write(text)))["needed"]
    assert (after["is_reached"], after["before"], after["after"]) == (False, 20, None)
    assert (balanced["before"], balanced["after"], balanced["searched_up_to"]) == (None, None, 40)


def test_the_search_goes_as_far_as_is_usual_for_the_frequency(write):
    text = SPEC.replace("search_up_to: 40\n", "").replace("simulations: 100", "simulations: 50")
    assert planning.planned_power(write(text)).found.plan.most == 120
    years = text.replace("monthly", "annual")
    assert planning.planned_power(write(years)).found.plan.most == 40


@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_a_figure_is_written_with_its_data_and_its_alt_text(write, run, tmp_path, ending):
    path = tmp_path / f"curve{ending}"
    code, out, _ = run(write(SPEC), "--figure", path, "--json")
    assert code == 0
    assert json.loads(out)["trials"]
    assert path.stat().st_size > 1000
    lines = path.with_suffix(".csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("method,before,after,rho,")
    assert len(lines) == 5
    assert "Line chart of power" in path.with_suffix(".txt").read_text(encoding="utf-8")


def test_a_figure_that_cannot_be_written_is_refused_before_anything_runs(write, run, tmp_path):
    code, _, err = run(write(SPEC), "--figure", tmp_path / "curve.pdf")
    assert (code, "Use .svg or .png." in err) == (2, True)
    with pytest.raises(InvalidInput, match="does not exist"):
        planning.require_figure_ending(tmp_path / "none" / "curve.svg")


def test_a_fault_of_the_spec_is_told_with_its_line_and_exit_code_2(write, run):
    code, out, err = run(write(SPEC.replace("noise:", "nosie:")), "--json")
    assert (code, out) == (2, "")
    assert "Did you mean 'noise'?" in err
    assert "line 5" in err


def test_a_contradiction_between_effect_and_model_is_told(write, run):
    code, _, err = run(write(SPEC + "model: {level: false}\n"))
    assert code == 2
    assert "the model has no level term" in err


def test_a_long_simulation_says_on_standard_error_how_it_goes_on(write, run, monkeypatch):
    monkeypatch.setattr(progress, "QUIET_SECONDS", -1.0)
    _, out, err = run(write(SPEC), "--json")
    assert json.loads(out)
    assert "simulating ols, 20 before, 12 after, rho 0.4" in err


def test_default_is_the_method_that_the_rule_chooses_for_the_length(write):
    text = SPEC.replace("[ols, newey-west]", "[default]").replace("after: [12, 20]", "after: 3")
    found = planning.planned_power(write(text.replace("search_up_to: 40", "search_up_to: 0")))
    assert [trial.label for trial in found.found.trials] == ["rho-integrated"]
