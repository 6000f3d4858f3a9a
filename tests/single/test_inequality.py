import json

import pytest

from evaluation import cli, single
from evaluation.errors import InvalidInput

GROUPS = ("1 most deprived", "2", "3", "4", "5 least deprived")
SPEC = """data: table.csv
group: quintile
numerator: users
denominator: eligible
"""
UNORDERED = "order: none\n"
WINDOWS = "period: period\nwindows: {before: before, after: after}\n"


@pytest.fixture
def write(tmp_path):
    def make(spec=SPEC, users=(40, 52, 60, 70, 90), later=(80, 82, 80, 90, 95), groups=GROUPS):
        rows = ["quintile,period,users,eligible"]
        for period, numbers in (("before", users), ("after", later)):
            pairs = zip(groups, numbers, strict=True)
            rows += [f"{group},{period},{number},200" for group, number in pairs]
        (tmp_path / "table.csv").write_text("\n".join(rows), encoding="utf-8")
        path = tmp_path / "spec.yml"
        path.write_text(spec, encoding="utf-8")
        return path

    return make


def test_windows_are_compared_with_a_verdict_for_each_measure(write):
    found = single.inequality(write(SPEC + WINDOWS + "core20: [1 most deprived]\n"))
    assert {row["measure"]: row["verdict"] for row in found["change"]} == {
        "absolute": "narrowed",
        "relative": "narrowed",
        "sii": "narrowed",
        "rii": "narrowed",
        "core20": "narrowed",
    }
    assert found["before"]["gaps"][0]["value"] == pytest.approx(-25)


def test_counts_of_a_group_are_added_up_and_protected(write):
    found = single.inequality(write())
    first = found["groups"][0]
    assert (first["numerator"], first["denominator"]) == (120, 400)


def test_a_small_group_is_hidden_everywhere(write):
    texts = set()
    for number in (1, 4):
        path = write(SPEC + WINDOWS, users=(number, 52, 60, 70, 90))
        texts.add(json.dumps(single.inequality(path)))
    assert len(texts) == 1
    found = json.loads(texts.pop())
    assert found["before"]["hidden"] == ["1 most deprived"]
    assert found["before"]["gaps"][0]["value"] is None


def test_unordered_groups_have_the_summary_measures_of_the_who(write):
    found = single.inequality(write(SPEC + UNORDERED, groups=tuple("abcde")))
    assert {"D", "R", "PAR", "IDISW"} <= {row["symbol"] for row in found["summary"]}
    assert found["indices"] == []
    assert (found["gaps"][0]["group"], found["gaps"][0]["reference"]) == ("a", "e")


def test_published_values_need_no_counts(tmp_path, write):
    table = ["group,value,se,people", *(f"{n},{70 + n},1,100" for n in range(1, 6))]
    (tmp_path / "values.csv").write_text("\n".join(table), encoding="utf-8")
    spec = "data: values.csv\ngroup: group\nvalue: value\nse: se\npopulation: people\nkind: value\n"
    found = single.inequality(write(spec))
    assert found["indices"][0]["value"] == pytest.approx(5)
    assert found["gaps"] == []


def test_simulated_limits_are_the_same_for_the_same_seed(write):
    path = write(SPEC + "limits: simulated\nrepetitions: 1000\nseed: 4\n")
    assert single.inequality(path) == single.inequality(path)


def test_a_stated_pair_is_compared(write):
    found = single.inequality(write(SPEC + 'compare: "2"\nreference: "4"\n'))
    assert found["gaps"][0]["group"] == "2"


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (SPEC.replace("numerator: users\n", ""), "Give 'numerator' and 'denominator'"),
        (SPEC + "period: period\n", "'period' and 'windows' go together"),
        (SPEC + 'compare: "2"\n', "'compare' and 'reference' go together"),
        (SPEC + "favorable: increase\n", "favorable"),
        (SPEC + WINDOWS.replace("after}", "afterwards}"), "which no row of 'period' has"),
        (SPEC + 'compare: "7"\nreference: "2"\n', "no group '7'"),
        (SPEC + "core20: [nowhere]\n", "no group 'nowhere'"),
        (SPEC.replace("users", "usrs"), "usrs"),
    ],
)
def test_what_is_wrong_is_said_and_leaves_with_2(write, capsys, spec, said):
    with pytest.raises(SystemExit) as left:
        cli.main(["inequality", str(write(spec))])
    assert left.value.code == 2
    assert said in capsys.readouterr().err


def test_more_users_than_eligible_are_refused_without_a_number(write):
    with pytest.raises(InvalidInput) as refused:
        single.inequality(write(users=(401, 1, 1, 1, 1)))
    assert "401" not in str(refused.value)


def test_the_command_tells_every_measure_and_its_change(write, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["inequality", str(write(SPEC + WINDOWS + "core20: [1 most deprived]\n"))])
    out = capsys.readouterr().out
    assert left.value.code == 0
    assert "slope index of inequality: -20" in out
    assert "narrowed" in out
    assert "share of users over share of eligible, Core20" in out


def test_the_command_gives_one_json_object(write, capsys):
    with pytest.raises(SystemExit):
        cli.main(["inequality", str(write(SPEC + UNORDERED)), "--json"])
    assert json.loads(capsys.readouterr().out)["kind"] == "proportion"
