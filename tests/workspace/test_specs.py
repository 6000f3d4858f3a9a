"""What a SPEC.yml may say, and the sentences about what it may not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from evaluation.errors import InvalidInput
from evaluation.workspace.audit_spec import AuditSpec
from evaluation.workspace.specs import IS_TABLE, ItsSpec, read_spec

ITS = """\
data: series.csv
time: date
frequency: monthly
outcome: aces
interruptions:
  - {name: ban, date: 2005-01-01, level: true, slope: false}
"""

AUDIT = """\
data: audit.csv
targets: {FALL-1: 95, FALL-2: null}
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_spec(text: str) -> Path:
        path = tmp_path / "spec.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_spec


def faults(model: type[ItsSpec] | type[AuditSpec], path: Path) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_spec(model, path)
    return [str(finding) for finding in caught.value.findings]


def test_the_shortest_spec_takes_the_promised_defaults(write):
    spec = read_spec(ItsSpec, write(ITS))
    assert (spec.family, spec.transform, spec.level) == ("gaussian", "none", 0.95)
    assert (spec.denominator, spec.control, spec.methods) == (None, None, [])
    assert (spec.seasonality.harmonics, spec.seasonality.months) == (0, False)
    assert (spec.data.path, spec.data.sheet) == ("series.csv", None)


def test_every_key_of_the_promise_is_read(write):
    more = """\
denominator: stdpop
family: quasi-poisson
transform: none
seasonality: {harmonics: 2}
covariates: [unem]
exclude: [{from: 2020-03-01, to: 2020-08-01, reason: COVID-19}]
control: {column: state, treated: California}
methods: [{newey-west: {lags: 1}}, prais-winsten, {name: glm}]
level: 0.9
"""
    spec = read_spec(ItsSpec, write(ITS + more))
    assert [(m.name, m.lags) for m in spec.methods] == [
        ("newey-west", 1),
        ("prais-winsten", None),
        ("glm", None),
    ]
    assert (spec.exclude[0].start, spec.exclude[0].end) == (date(2020, 3, 1), date(2020, 8, 1))
    assert spec.control is not None
    assert (spec.control.column, spec.control.treated) == ("state", "California")
    assert (spec.covariates, spec.level) == (["unem"], 0.9)


def test_a_sheet_of_a_workbook_may_be_named(write):
    text = ITS.replace("series.csv", "{path: book.xlsx, sheet: Series}")
    assert read_spec(ItsSpec, write(text)).data.sheet == "Series"


def test_an_unknown_key_is_refused_with_the_nearest_spelling_and_its_line(write):
    found = faults(ItsSpec, write(ITS + "seasonalty: {harmonics: 2}\n"))
    assert found == [
        "spec.yml, line 7, seasonalty: The key 'seasonalty' is not known here. "
        "Did you mean 'seasonality'?"
    ]


def test_an_unknown_key_inside_an_interruption_is_refused(write):
    found = faults(ItsSpec, write(ITS.replace("level: true", "levle: true")))
    assert found == [
        "spec.yml, line 6, interruptions.1.levle: The key 'levle' is not known here. "
        "Did you mean 'level'?"
    ]


def test_all_faults_are_found_at_once(write):
    text = ITS.replace("monthly", "mnthly").replace("outcome: aces\n", "")
    found = faults(ItsSpec, write(text))
    assert len(found) == 2
    assert any("Did you mean 'monthly'?" in each for each in found)
    assert any("The key 'outcome' is missing." in each for each in found)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("aces", "5", "'outcome' must be text."),
        ("2005-01-01", "soon", "'date' must be a date"),
        ("name: ban", "name: The ban", "'name' has characters that are not allowed here."),
        ("level: true", "level: 1", "'level' must be true or false."),
        ("data: series.csv", "data: ''", "'path' is empty."),
    ],
)
def test_a_value_of_another_type_is_refused(write, old, new, sentence):
    assert sentence in faults(ItsSpec, write(ITS.replace(old, new)))[0]


@pytest.mark.parametrize("level", ["0.5", "1", "95"])
def test_a_level_outside_one_half_to_one_is_refused(write, level):
    assert "'level' must be" in faults(ItsSpec, write(ITS + f"level: {level}\n"))[0]


def test_a_method_that_is_not_known_is_refused_with_the_nearest(write):
    found = faults(ItsSpec, write(ITS + "methods: [newy-west]\n"))
    assert "Did you mean 'newey-west'?" in found[0]


def test_an_interruption_is_needed(write):
    text = ITS.split("interruptions")[0] + "interruptions: []\n"
    assert "'interruptions' needs at least 1 item." in faults(ItsSpec, write(text))[0]


def test_an_exclusion_that_ends_before_it_begins_is_refused(write):
    more = "exclude: [{from: 2020-08-01, to: 2020-03-01, reason: COVID-19}]\n"
    assert "'to' is before 'from'." in faults(ItsSpec, write(ITS + more))[0]


def test_a_spec_that_does_not_exist_is_named(tmp_path):
    assert faults(ItsSpec, tmp_path / "none.yml") == [
        "none.yml: The file does not exist. Create it or correct its name."
    ]


def test_a_spec_that_is_not_yaml_is_refused_with_its_line(write):
    found = faults(ItsSpec, write("data: series.csv\ntime: [date\n"))
    assert found[0].startswith("spec.yml, line ")
    assert "This is not valid YAML." in found[0]


@pytest.mark.parametrize("text", ["", "- data\n", "data\n"])
def test_a_spec_without_keys_is_refused(write, text):
    assert faults(ItsSpec, write(text))


def test_an_audit_takes_the_rule_of_hospital_statistics_by_default(write):
    spec = read_spec(AuditSpec, write(AUDIT))
    assert (spec.disclosure.rule, spec.level, spec.compare) == ("hes", 0.95, None)
    assert spec.targets == {"FALL-1": 95, "FALL-2": None}


def test_an_audit_without_suppression_needs_a_reason(write):
    found = faults(AuditSpec, write(AUDIT + "disclosure: {rule: none}\n"))
    assert "The disclosure rule 'none' needs a 'reason'." in found[0]
    reasoned = AUDIT + "disclosure: {rule: none, reason: Published already}\n"
    assert read_spec(AuditSpec, write(reasoned)).disclosure.reason == "Published already"


@pytest.mark.parametrize("target", ["101", "-1"])
def test_a_target_is_a_percentage(write, target):
    found = faults(AuditSpec, write(AUDIT.replace("95", target)))
    assert "'FALL-1' must be at " in found[0]


@pytest.mark.parametrize("cycles", ["[one]", "[one, two, three]"])
def test_two_cycles_are_compared(write, cycles):
    assert "compare" in faults(AuditSpec, write(AUDIT + f"compare: {cycles}\n"))[0]


def test_controls_may_stand_in_columns_of_their_own(write):
    more = "control: {columns: [rear, van], as: difference, weighted: true}\n"
    control = read_spec(ItsSpec, write(ITS + more)).control
    assert control is not None
    assert (control.columns, control.kind, control.weighted) == (
        ["rear", "van"],
        "difference",
        True,
    )
    assert (control.column, control.treated) == (None, None)


@pytest.mark.parametrize(
    "control", ["{}", "{column: state}", "{treated: A}", "{column: s, treated: A, columns: [b]}"]
)
def test_a_control_is_long_or_wide(write, control):
    (fault,) = faults(ItsSpec, write(f"{ITS}control: {control}\n"))
    assert "for long data, or 'columns' for wide data" in fault


def test_a_kind_of_control_that_is_not_known_is_refused_with_the_nearest(write):
    (fault,) = faults(ItsSpec, write(f"{ITS}control: {{columns: [b], as: diference}}\n"))
    assert fault.endswith("Did you mean 'difference'?")


@pytest.mark.parametrize(
    ("go_live", "expected"),
    [
        ("2018-04-01", date(2018, 4, 1)),
        ("2018-04", date(2018, 4, 1)),
        ("started", "started"),
        ("{RDZ: 2018-04-01, RD3: 2018-05}", {"RDZ": date(2018, 4, 1), "RD3": date(2018, 5, 1)}),
    ],
)
def test_go_live_is_a_date_a_column_or_a_date_for_each_site(write, go_live, expected):
    text = ITS.split("interruptions")[0] + f"sites: {{column: trust, go_live: {go_live}}}\n"
    sites = read_spec(ItsSpec, write(text)).sites
    assert sites is not None
    assert (sites.go_live, sites.interruption, sites.after) == (expected, None, [])
    assert (sites.controls, sites.controls_as) == ([], "difference")


def test_sites_without_a_date_need_an_interruption(write):
    text = ITS.split("interruptions")[0] + "sites: {column: trust}\n"
    assert "'interruptions' needs at least 1 item." in faults(ItsSpec, write(text))[0]


def test_a_time_before_go_live_is_refused(write):
    (fault,) = faults(ItsSpec, write(ITS + "sites: {column: trust, after: [-1]}\n"))
    assert "must be at least 0" in fault


@pytest.mark.parametrize("words", ["whole", "share", "exclude", "0", "0.5", "1"])
def test_a_transition_is_a_word_or_a_share(write, words):
    spec = read_spec(ItsSpec, write(ITS.replace("slope: false", f"transition: {words}")))
    assert str(spec.interruptions[0].transition) == words


@pytest.mark.parametrize(
    ("words", "hint"), [("shared", " Did you mean 'share'?"), ("1.5", ""), ("true", ""), ("[]", "")]
)
def test_another_transition_is_refused(write, words, hint):
    found = faults(ItsSpec, write(ITS.replace("slope: false", f"transition: {words}")))
    sentence = "'transition' must be one of whole, share, exclude, or a number from 0 to 1."
    assert found[0].endswith(sentence + hint)


def test_with_a_pulse_or_decay_nothing_lasts_unless_the_file_says_so(write):
    def lasting(words: str) -> tuple[bool, bool]:
        text = ITS.replace("level: true, slope: false", words)
        found = read_spec(ItsSpec, write(text)).interruptions[0]
        return found.level, found.slope

    assert lasting("pulse: true") == (False, False)
    assert lasting("decay: true, half_life: 2") == (False, False)
    assert lasting("pulse: true, level: true") == (True, False)
    assert lasting("pulse: false") == (True, True)


def test_an_offset_is_one_name_or_a_list(write):
    assert read_spec(ItsSpec, write(ITS + "offset: days\n")).offset == ["days"]
    assert read_spec(ItsSpec, write(ITS + "offset: [days, beds]\n")).offset == ["days", "beds"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("slope: false", "half_life: 0", "'half_life' must be greater than 0."),
        ("slope: false", "phase_in: {until: 2005-06-01}", "The key 'as' is missing."),
        (
            "slope: false",
            "phase_in: {until: 2005-06-01, as: rmp}",
            "'as' must be one of 'segment', 'ramp' or 'exclude'. Did you mean 'ramp'?",
        ),
        ("slope: false", "phase_in: {unitl: 2005-06-01, as: ramp}", "Did you mean 'until'?"),
        ("slope: false", "ends: 2005-06-01", "Did you mean 'end'?"),
    ],
)
def test_the_keys_of_an_interruption_are_read_strictly(write, old, new, sentence):
    found = faults(ItsSpec, write(ITS.replace(old, new)))
    assert any(sentence in each for each in found)


@pytest.mark.parametrize(
    "key",
    [
        "segments: [{name: c, from: 2020-08-01, to: 2020-03-01, reason: COVID-19}]",
        "effect_windows: [{name: year, from: 2020-08-01, to: 2020-03-01}]",
    ],
)
def test_windows_of_every_kind_have_their_ends_in_order(write, key):
    assert "'to' is before 'from'." in faults(ItsSpec, write(ITS + key + "\n"))[0]


def test_a_table_in_place_of_a_spec_is_called_one(tmp_path: Path) -> None:
    path = tmp_path / "Waits.CSV"
    path.write_bytes("month;café\n".encode("cp1252"))

    with pytest.raises(InvalidInput) as caught:
        read_spec(ItsSpec, path)

    (found,) = caught.value.findings
    assert (found.file, found.sentence) == ("Waits.CSV", IS_TABLE)
    assert found.remedy == "Write a SPEC.yml that names it under 'data:'."
