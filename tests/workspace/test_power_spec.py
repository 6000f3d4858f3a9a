"""What the spec of a planned series may say, and the sentences about what it may not."""

from pathlib import Path

import pytest

from evaluation.errors import InvalidInput
from evaluation.workspace.power_spec import PowerSpec
from evaluation.workspace.specs import read_spec

SHORTEST = "frequency: monthly\nbefore: 24\nafter: 24\neffect: {level: 2, in: sd}\n"
COUNTS = """\
frequency: monthly
before: 24
after: [12, 24]
effect: {level: -20}
family: quasi-poisson
noise: {mean: 100, dispersion: 2, rho: 0.3}
"""


@pytest.fixture
def read(tmp_path: Path):
    def read_text(text: str) -> PowerSpec:
        path = tmp_path / "spec.yml"
        path.write_text(text, encoding="utf-8")
        return read_spec(PowerSpec, path)

    return read_text


def faults(read, text: str) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read(text)
    return [str(finding) for finding in caught.value.findings]


def test_the_shortest_spec_takes_the_promised_defaults(read):
    spec = read(SHORTEST)
    assert (spec.before, spec.after, len(spec.effect)) == ([24], [24], 1)
    assert spec.stated_noise.rho == [0, 0.2, 0.4, 0.6]
    assert spec.methods == [None]
    assert (spec.level, spec.wanted_power, spec.seed) == (0.95, 0.8, 20260331)
    assert (spec.simulations, spec.search_up_to, spec.measure) == (None, None, None)


def test_every_key_is_read(read):
    more = """\
measure: end
model: {level: true, slope: false}
noise: {sd: 3.2, rho: [0.1, 0.5], second_partial: 0.2}
seasonality: {harmonics: 1}
methods: [default, {newey-west: {lags: 3}}, {ar-integrated: {order: 3}}, {name: ols}]
level: 0.9
simulations: 200
seed: 5
wanted_power: 0.9
search_up_to: 48
"""
    spec = read(SHORTEST + more)
    assert spec.methods[0] is None
    assert [(m.name, m.lags, m.order) for m in spec.methods[1:] if m is not None] == [
        ("newey-west", 3, None),
        ("ar-integrated", None, 3),
        ("ols", None, None),
    ]
    assert spec.stated_noise.second_partial == 0.2
    assert spec.model.slope is False
    assert read(COUNTS).stated_noise.dispersion == 2


def test_a_pilot_series_may_take_the_place_of_noise_and_of_the_number_before(read):
    text = SHORTEST.replace("before: 24\n", "")
    spec = read(text + "from: {data: pilot.csv, time: month, outcome: falls}\n")
    assert spec.pilot is not None
    assert (spec.before, spec.pilot.data.path) == (None, "pilot.csv")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (SHORTEST + "nois: {sd: 1}\n", "Did you mean 'noise'?"),
        (SHORTEST + "noise: {roh: 0.4}\n", "Did you mean 'rho'?"),
        (SHORTEST.replace("monthly", "montly"), "Did you mean 'monthly'?"),
        (SHORTEST + "methods: [newy-west]\n", "Did you mean 'newey-west'?"),
        (SHORTEST + "methods: [{ols: {order: 2}}]\n", "has no 'order'"),
        (SHORTEST + "measure: sloep\n", "Did you mean 'slope'?"),
        (SHORTEST.replace("after: 24", "after: [2]"), "must be at least 3"),
        (SHORTEST.replace("before: 24\n", ""), "The key 'before' is missing"),
        (SHORTEST.replace("level: 2", "level: 0"), "not 0"),
        (SHORTEST.replace("in: sd", "in: percent"), "are for counts"),
        (SHORTEST.replace(", in: sd", ""), "needs 'sd' under 'noise'"),
        (SHORTEST + "noise: {rho: 1}\n", "must be less than 1"),
        (SHORTEST + "noise: {mean: 4}\n", "write family: quasi-poisson"),
        (SHORTEST + "search_up_to: 2\n", "at least 3"),
        (SHORTEST + "noise: {}\nfrom: {data: a.csv, time: t, outcome: y}\n", "Both 'noise' and"),
        (SHORTEST.replace("{level: 2, in: sd}", "[{level: 2, in: sd}, {level: 3}]"), "the same"),
        (COUNTS.replace("dispersion: 2, ", ""), "Counts need 'mean' and 'dispersion'"),
        (COUNTS.replace("dispersion: 2", "dispersion: 1"), "Poisson series without"),
        (COUNTS.replace("rho: 0.3", "rho: 0.3, sd: 2"), "Counts have no 'sd'"),
        (COUNTS.replace("{level: -20}", "{level: -20, in: sd}"), "are in percent"),
        (COUNTS.replace("-20", "-100"), "leaves no counts"),
        (COUNTS.replace("{level: -20}", "{level: -120, in: percent}"), "leaves no counts"),
    ],
)
def test_what_is_unknown_or_contradicts_itself_is_refused_with_a_sentence(read, text, sentence):
    assert sentence in " ".join(faults(read, text))
