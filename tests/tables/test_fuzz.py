"""No bytes at all end in a traceback: a table is read, or refused in sentences."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from evaluation.errors import Finding
from evaluation.tables.audit import audit_table_of
from evaluation.tables.kpi import kpi_table_of
from evaluation.tables.numbers import read_number, suppressed_bounds
from evaluation.tables.periods import FORMS, parse_period
from evaluation.workspace import ProjectFolder, open_workspace

FUZZ = settings(
    max_examples=80,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

CELL = st.sampled_from(
    [
        *("kpi", "period", "value", "numerator", "denominator", "dimension", "group", "exceptions"),
        *("record", "criterion", "cycle", "result", "met", "not_met", "FALL-1", "first", "visits"),
        *("seen", "sex", "2012-04", "2012-Q1", "7", "-1", "1e308", "9" * 30, "NaN", "", " ", '"'),
        *("é", "\x85", "<5", "*", "1,234", "12%", "01/04/2012", "Apr-12", "2012/13 M1", "41000"),
        *("Total", "Source: a system.", "Month Ending", "£1", "(5)", "-", "1-4"),
    ]
)
LINES = st.lists(st.lists(CELL, max_size=9).map(",".join), max_size=8).map("\n".join)


@pytest.fixture
def folder(write_workspace, samples) -> ProjectFolder:
    project = samples["kpi_project"].replace("kpi: kpi.csv", "kpi: kpi.csv, audit: kpi.csv")
    root = write_workspace(project + samples["audit"])
    return open_workspace(root).project("falls")


def read_both(folder: ProjectFolder, content: bytes, name: str = "kpi.csv") -> list[Finding]:
    (folder.folder / name).write_bytes(content)
    findings = [*kpi_table_of(folder, Path.as_posix)[1], *audit_table_of(folder, Path.as_posix)[1]]
    assert all(finding.sentence and "{" not in finding.sentence for finding in findings)
    return findings


@FUZZ
@seed(1)
@given(st.one_of(st.binary(max_size=80), LINES.map(str.encode)))
def test_any_csv(folder: ProjectFolder, content: bytes) -> None:
    assert read_both(folder, content)


@FUZZ
@seed(2)
@given(LINES)
def test_any_rows_below_a_sound_header(folder: ProjectFolder, lines: str) -> None:
    header = "kpi,period,value,numerator,denominator,dimension,group\nvisits,2012-04,7,,,,\n"

    assert read_both(folder, (header + lines).encode())


@FUZZ
@seed(3)
@given(LINES)
def test_any_rows_below_the_header_of_an_audit(folder: ProjectFolder, lines: str) -> None:
    header = "record,criterion,cycle,date,result\nR1,FALL-1,first,2014-02-03,met\n"

    assert read_both(folder, (header + lines).encode())


@FUZZ
@seed(4)
@given(st.data())
def test_any_damage_to_a_workbook(write_workspace, samples, data: st.DataObject) -> None:
    sound = samples["xlsx"]({"One": samples["kpi_rows"]()[:6]})
    parts = {}
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    content = parts[name]
    at = data.draw(st.integers(0, len(content)))
    inserted = data.draw(st.one_of(st.binary(max_size=8), st.sampled_from([b"<a/>", b"99", b'"'])))
    parts[name] = content[:at] + inserted + content[at + data.draw(st.integers(0, 12)) :]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
    project = samples["kpi_project"].replace("kpi.csv", "kpi.xlsx")
    folder = open_workspace(write_workspace(project)).project("falls")

    assert isinstance(read_both(folder, stream.getvalue(), "kpi.xlsx"), list)


@FUZZ
@seed(5)
@given(st.data())
def test_any_damage_to_parquet(write_workspace, samples, data: st.DataObject) -> None:
    sound = bytearray(samples["parquet"](samples["kpi_rows"]()))
    for _ in range(data.draw(st.integers(1, 4))):
        sound[data.draw(st.integers(0, len(sound) - 1))] = data.draw(st.integers(0, 255))
    project = samples["kpi_project"].replace("kpi.csv", "kpi.parquet")
    folder = open_workspace(write_workspace(project)).project("falls")

    assert isinstance(read_both(folder, bytes(sound), "kpi.parquet"), list)


@FUZZ
@seed(6)
@given(LINES, st.integers(1, 3))
def test_any_rows_under_their_own_names(write_workspace, samples, lines: str, row: int) -> None:
    options = (
        "{path: kpi.csv, columns: {Month Ending: period, n: value}, constants: {kpi: visits}, "
        f'header_row: {row}, suppressed: {{"*": [1, 7]}}, duplicates: drop-identical}}'
    )
    project = samples["kpi_project"].replace("kpi: kpi.csv", f"kpi: {options}")
    folder = open_workspace(write_workspace(project)).project("falls")

    assert isinstance(read_both(folder, f"Month Ending,n\n{lines}".encode()), list)


TEXT = st.one_of(
    st.text(max_size=12),
    st.from_regex(r"[<≤£(-]?[0-9]{1,6}[,. /-]?[0-9]{0,4}[%*)]?[ QMP]?[0-9]{0,4}", fullmatch=True),
)


@settings(FUZZ, max_examples=400)
@seed(7)
@given(TEXT)
def test_any_cell_is_a_number_or_has_a_reason(text: str) -> None:
    read = read_number(text)

    assert (read.number is None) <= (read.reason is not None)
    bounds = suppressed_bounds(text, {})
    assert bounds is None or bounds.most is None or 0 <= bounds.least <= bounds.most


@settings(FUZZ, max_examples=400)
@seed(8)
@given(TEXT, st.sampled_from(sorted(FORMS)), st.booleans())
def test_any_cell_is_a_period_or_none(text: str, frequency, by_last_day: bool) -> None:
    start = parse_period(text, frequency, by_last_day=by_last_day)

    assert start is None or 1900 <= start.year <= 2100
