import json

import pytest

from evaluation import cli, single


@pytest.fixture
def write(tmp_path):
    def make(text):
        path = tmp_path / "spec.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return make


def told(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return left.value.code, said.out, said.err


def test_the_command_says_how_many_and_how_it_rounds(write, capsys):
    spec = write("population: 500\nexpected: 40\naffordable: 100\nexceptions: 10\n")
    code, out, _ = told(["sample-size", spec], capsys)
    assert code == 0
    assert "all: 213 eligible records, 237 to look at (population 500, expected 40%" in out
    assert "100 eligible records: within 8.6 points, 95%" in out
    assert "Numbers are rounded up" in out


def test_each_stratum_is_estimated_by_itself(write):
    spec = "strata: [{name: A, population: 80}, {name: B, expected: 90}]\nmargin: 10\n"
    found = single.planned_sample(write(spec))
    assert [row["eligible"] for row in found["strata"]] == [44, 35]
    assert found["total_eligible"] == 79
    assert "in all: 79 eligible records" in single.sample_text(found)


def test_json_is_one_object(write, capsys):
    _, out, _ = told(["sample-size", write("population: 500\n"), "--json"], capsys)
    assert json.loads(out)["strata"][0]["eligible"] == 218


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("expected: 100\n", "'expected' must be less than 100"),
        ("populaton: 100\n", "population"),
        ("population: 10\naffordable: 20\n", "'affordable' is larger"),
        ("population: 10\nstrata: [{name: A}]\n", "for each of the 'strata'"),
    ],
)
def test_what_is_wrong_leaves_with_2(write, capsys, spec, said):
    code, _, errors = told(["sample-size", write(spec)], capsys)
    assert code == 2
    assert said in errors
