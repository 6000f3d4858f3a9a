"""The hub's tables are read whole from any format, or every fault is a sentence with its place."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from evaluation.errors import Finding
from evaluation.tables import read_workbook
from evaluation.tables.hub import read as reading
from evaluation.tables.hub import references, schema
from evaluation.tables.hub.read import HubData, read_hub_data
from evaluation.workspace import Partner

EVENTS = schema.hub_table(
    "events",
    "Events",
    "One row per event.",
    {
        "event": schema.text("Its id.", example="one"),
        "partner": schema.text(
            "Who held it.", example="trust-a", needed=False, refers=schema.PARTNERS
        ),
        "on": schema.day("When."),
        "note": schema.text("What came of it.", example="More asked.", needed=False, free=True),
    },
    keys=("event",),
)
VISITS = schema.hub_table(
    "visits",
    "Visits",
    "One row per event and quarter.",
    {
        "event": schema.text("Which.", example="one", refers="events.event"),
        "quarter": schema.quarter(),
        "visits": schema.whole("How often it was looked at.", "visits", example="12"),
    },
)
DAY = pd.Timestamp("2025-10-01")
TABLES = {"events": EVENTS, "visits": VISITS}
PARTNERS = [Partner.model_validate({"id": "trust-a", "name": "Trust A"})]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a function that reads files of data/hub/, given by name and text."""
    monkeypatch.setattr(reading, "HUB_TABLES", TABLES)
    monkeypatch.setattr(references, "HUB_TABLES", TABLES)

    def read_them(**files: str) -> tuple[HubData, list[Finding]]:
        folder = tmp_path / "data" / "hub"
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name.replace("_csv", ".csv").replace("_txt", ".txt")).write_text(content)
        return read_hub_data(tmp_path, PARTNERS, ["falls"])

    return read_them


def said(findings: list[Finding]) -> list[str]:
    return [f"{item.file}, {item.place}: {item.sentence}" for item in findings]


def test_sound_tables_have_their_types_and_no_finding(read) -> None:
    data, findings = read(
        events_csv="Event,partner,on\none,trust-a,2025-10-01\n",
        visits_csv="event,quarter,visits\none,2025/26-Q3,12\n",
    )
    assert findings == []
    (row,) = data.table("events").to_dict("records")
    assert [row["event"], row["partner"], row["on"]] == ["one", "trust-a", DAY]
    assert data.table("events")["note"].isna().all()
    assert data.table("visits")["visits"].tolist() == [12]


def test_a_table_that_is_not_there_is_empty_with_its_columns(read) -> None:
    data, findings = read()
    assert findings == []
    assert list(data.table("events").columns) == ["event", "partner", "on", "note"]


def test_a_table_without_rows_may_be_filled_in_or_deleted(read) -> None:
    data, findings = read(events_csv="event,partner,on\n")
    assert [(item.sentence, item.remedy) for item in findings] == [
        ("The table has a header but no rows.", "Add the rows, or delete the file.")
    ]
    assert data.table("events").empty


def test_a_partner_that_hub_yml_does_not_name_is_refused_with_the_nearest_spelling(read) -> None:
    _, findings = read(events_csv="event,partner,on\none,trust-b,2025-10-01\n")
    assert said(findings) == [
        "data/hub/events.csv, row 2, column 'partner': 'partner' is not defined as the 'id' of a "
        "partner in data/hub.yml."
    ]
    assert findings[0].remedy == "Did you mean 'trust-a'?"


def test_a_row_that_refers_to_a_row_of_another_table_needs_it(read) -> None:
    _, findings = read(visits_csv="event,quarter,visits\none,2025/26-Q3,12\n")
    assert said(findings) == [
        "data/hub/visits.csv, row 2, column 'event': 'event' is not defined as 'event' in the "
        "table events of data/hub."
    ]


def test_prose_that_names_a_person_is_refused_without_repeating_it(read) -> None:
    data, findings = read(
        events_csv="event,on,note\none,2025-10-01,agreed with Dr Marlow\ntwo,2025-10-02,agreed\n"
    )
    assert said(findings) == [
        "data/hub/events.csv, row 2, column 'note': 'note' seems to name a person or to hold "
        "their contact."
    ]
    assert "Marlow" not in str(findings[0])
    assert data.table("events").empty


@pytest.mark.parametrize(
    ("prose", "is_refused"),
    [
        ("The medical director said so", True),
        ("Told by the Chief Executive", True),
        ("Ward nurses said so", False),
    ],
)
def test_a_post_of_one_person_is_refused_where_prose_tells_what_people_did(
    read, monkeypatch, prose, is_refused
) -> None:
    column = schema.text("Said.", example="x", needed=False, free=True, of_people=True)
    table = schema.hub_table("events", "E", "E.", {"note": column})
    monkeypatch.setattr(reading, "HUB_TABLES", {"events": table})
    _, findings = read(events_csv=f"note\n{prose}\n")
    assert [item.place for item in findings] == ["row 2, column 'note'"] * is_refused


def test_a_file_that_is_no_table_is_a_warning_with_the_nearest_name(read) -> None:
    _, findings = read(event_csv="event,on\none,2025-10-01\n", notes_txt="remember\n")
    assert [(item.file, item.severity, item.remedy) for item in findings] == [
        ("data/hub/event.csv", "warning", "Did you mean 'events'?"),
        (
            "data/hub/notes.txt",
            "warning",
            "Tables end in .csv, .xlsx or .parquet; 'evaluation template hub' lists their names.",
        ),
    ]


@pytest.mark.parametrize("sheets", [["events", "About"], ["anything"]])
def test_a_workbook_gives_the_sheet_of_the_tables_name_or_its_only_one(
    read, tmp_path, sheets
) -> None:
    book = Workbook()
    book.active.title = sheets[0]
    book.active.append(["event", "partner", "on", "note"])
    book.active.append(["one", None, dt.datetime(2025, 10, 1), None])  # noqa: DTZ001 - Excel's
    for name in sheets[1:]:
        book.create_sheet(name).append(["Note"])
    (tmp_path / "data" / "hub").mkdir(parents=True)
    book.save(tmp_path / "data" / "hub" / "events.xlsx")
    data, findings = read()
    assert findings == []
    assert data.table("events")["on"].tolist() == [DAY]


def test_a_table_in_two_files_is_refused(read, tmp_path) -> None:
    content = "event,on\none,2025-10-01\n"
    (tmp_path / "data" / "hub").mkdir(parents=True)
    (tmp_path / "data" / "hub" / "events.xlsx").write_bytes(b"")
    _, findings = read(events_csv=content)
    assert said(findings) == ["data/hub/events.xlsx, : The table is also in events.csv."]


def test_the_workbook_of_all_tables_is_opened_twice_however_many_it_has(
    read, tmp_path, monkeypatch
) -> None:
    read()
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in {
        "events": [["event", "partner", "on"], ["one", "trust-a", DAY.to_pydatetime()]],
        "visits": [["event", "quarter", "visits"], ["one", "2025/26-Q1", 12]],
        "notes": [["a", "b"], ["c", "d"]],
    }.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "data" / "hub" / "tables.xlsx")
    opened = []
    load = read_workbook._opened
    monkeypatch.setattr(
        read_workbook, "_opened", lambda *given, **how: opened.append(how) or load(*given, **how)
    )

    data, findings = read()

    assert findings == []
    assert len(data.table("events")) == len(data.table("visits")) == 1
    assert len(opened) == 2


def test_a_fault_in_the_workbook_of_all_tables_names_its_sheet(read, tmp_path) -> None:
    read()
    book = Workbook()
    book.worksheets[0].title = "events"
    for row in (["event", "partnr"], ["one", "trust-a"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "data" / "hub" / "tables.xlsx")

    _, findings = read()

    assert {each.file for each in findings} == {"data/hub/tables.xlsx"}
    assert all(each.place.startswith("sheet 'events'") for each in findings)
