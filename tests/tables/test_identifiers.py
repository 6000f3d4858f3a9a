"""Direct identifiers are refused by name or content; pseudonyms, counts and groups pass."""

import numpy as np
import pandas as pd
import pytest

from evaluation.tables.identifiers import (
    NUMERIC_COLUMNS,
    identifier_faults,
    kind_by_content,
    kind_by_name,
)
from evaluation.tables.nhs_number import check_digit_holds, is_nhs_number

REMEDY = "Remove the column, or replace it by a pseudonym: direct identifiers are refused."
DIGITS = "0123456789"


def patient_numbers(count: int = 12) -> list[str]:
    """Return numbers of the range for test patients."""
    stems = (f"{stem:09d}" for stem in range(999_000_100, 999_001_100))
    valid = [stem + digit for stem in stems for digit in DIGITS if check_digit_holds(stem + digit)]
    return valid[:count]


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (
            "NHS Number|nhs_no|NHSNo|nhs number (anonymised)|patient_nhs_num|CHI|chi_number|hcn",
            "NHS numbers",
        ),
        (
            "surname|Forename|first name|Last_Name|patient_name|PatientName|name|Full Name|"
            "family_name|given names|forename_1|service_user_name|pt name|maiden name|nok|"
            "next_of_kin_name|mothers_name|initials|person_family_name|fname|preferred name",
            "names of people",
        ),
        (
            "dob|D.O.B.|date_of_birth|Patient DOB|birth date|person_birth_date|born",
            "dates of birth",
        ),
        ("postcode|Post Code|patient_postcode|usual postcode|pcds|home_postcode", "postcodes"),
        ("address|Address Line 1|home_address|patient address", "addresses"),
        (
            "MRN|mrn|hospital number|Hospital_No|hosp no|patient_id|PAS number|casenote number|"
            "case_notes|local patient identifier|unit no|rio_id|emis number|medical record number|"
            "patient_mrn|client_id",
            "hospital numbers",
        ),
        (
            "email|E-mail address|phone|telephone number|mobile|Mobile no|contact number|tel|"
            "patient_email|home phone|contact details",
            "contact details",
        ),
    ],
)
def test_a_name_announces_an_identifier(names: str, kind: str) -> None:
    assert {name: kind_by_name(name) for name in names.split("|")} == dict.fromkeys(
        names.split("|"), kind
    )


@pytest.mark.parametrize(
    "name",
    [
        *("record", "criterion", "cycle", "date", "result", "exception_reason", "site", "locality"),
        *("deprivation", "ethnicity", "age_band", "sex", "kpi", "period", "value", "n", "group"),
        *("numerator", "denominator", "dimension", "met", "not_met", "not_recorded", "exceptions"),
        *("site_name", "nhs_trust", "postcode_district", "nhs_region", "kpi_name", "record_id"),
        *("ward", "birth_weight", "phone_calls", "email_contacts", "unit", "address_known"),
    ],
)
def test_other_names_announce_none(name: str) -> None:
    assert kind_by_name(name) is None


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (patient_numbers(), "NHS numbers"),
        ([*patient_numbers(4), *(f"R{n:05d}" for n in range(96))], "NHS numbers"),
        ([f"{n[:3]} {n[3:6]} {n[6:]}" for n in patient_numbers(1)] + ["R00012"], "NHS numbers"),
        ([f"{n[:3]}-{n[3:6]}-{n[6:]}" for n in patient_numbers(1)] + ["R00012"], "NHS numbers"),
        (["none", "seen, NHS no. 9990000018, twice"], "NHS numbers"),
        (["9990000018"], "NHS numbers"),
        (["id=9990000018;"], "NHS numbers"),
        (["declined", "write to a.person@example.nhs.uk"], "contact details"),
        (["declined", "ring 01632 960 123"], "contact details"),
        (["declined", "ring 07700 900123"], "contact details"),
        (["07700900123", "07700900456", "+447700900789"], "contact details"),
        (["BH15 2JB", "Northern"], "full postcodes"),
        (["moved to SW1A 1AA in May"], "full postcodes"),
        (["bh152jb", "dt12jy", "ec1a1bb", "unknown"], "full postcodes"),
        (["1931-02-03", "1945-05-08", "1958-01-02", "1966-07-30", "1971-02-15"], "dates of birth"),
        (["03/02/1931", "8/5/1945", "02.01.1958", "30/07/1966", "15-02-1971"], "dates of birth"),
        (
            ["3 Feb 1931", "8-May-1945", "2 January 1958", "30 Jul 1966", "1-Feb-71"],
            "dates of birth",
        ),
    ],
)
def test_content_that_gives_people_away(cells: list[str], kind: str) -> None:
    assert kind_by_content(cells) == kind


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [f"R{n:05d}" for n in range(500)],
        ["1 most deprived", "2", "5 least deprived"],
        ["White", "Asian or Asian British", "Mixed or multiple", "Not known"],
        ["65-74", "75-84", "85 and over"],
        ["Poole Hospital", "Royal Bournemouth", "Ward M1 5th floor", "RDZ"],
        ["BH15", "BH1", "DT4", "BH15 2", "SP6"],
        ["E01020484", "E38000045", "J81012", "RDH10", "E54000041"],
        ["2012-04", "2012-05", "2024-Q2", "2024"],
        ["2024-04-01", "2024-05-01", "2024-06-01", "2025-01-01", "2025-02-01"],
        ["declined", "in 2024 seen 12 times", "within 2 weeks", "tel 0115 924 9924 ext"][:3],
        ["54321943476591900", "999000001", "99900000181"],
        ["1234567890", "9434765918", "5990000013"],
        ["3f2a9c", "e149ab0", "b7d1", "ab12cx9", "9f0e1d"],
    ],
)
def test_content_that_gives_nobody_away(cells: list[str]) -> None:
    assert kind_by_content(cells) is None


def test_random_ten_digit_pseudonyms_pass_although_one_in_eleven_has_a_right_check_digit() -> None:
    random = np.random.default_rng(20260401)
    codes = [f"{code:010d}" for code in random.integers(10**9, 10**10, size=2000)]

    assert 80 < sum(map(is_nhs_number, codes)) < 250
    assert kind_by_content(codes) is None
    assert kind_by_content([f"P-{code}" for code in codes]) is None


def test_monthly_counts_and_denominators_of_any_size_pass() -> None:
    random = np.random.default_rng(20260402)
    for column in sorted(NUMERIC_COLUMNS):
        for digits in range(1, 13):
            values = random.integers(10 ** (digits - 1), 10**digits, size=60)
            assert kind_by_content([str(value) for value in values], column) is None


def test_a_constant_population_passes_whatever_its_digits() -> None:
    assert kind_by_content(["9990000018"], "denominator") is None
    assert kind_by_content(["9990000018", "9990000026"], "denominator") is None


def test_a_column_of_numbers_that_are_all_nhs_numbers_is_refused() -> None:
    assert kind_by_content(patient_numbers(), "value") == "NHS numbers"


def test_the_finding_names_the_column_and_no_row_and_no_value(check_audit, samples) -> None:
    numbers = patient_numbers(20)
    rows = samples["record_rows"]()
    rows[0][6] = "Surname"
    for number, row in zip(numbers, rows[1:], strict=True):
        row[0] = number

    findings = check_audit(rows)

    assert findings == [
        "audit.csv, column 'record': The column 'record' holds what look like NHS numbers. "
        + REMEDY,
        "audit.csv, column 'Surname': The column 'Surname' is named like names of people. "
        + REMEDY,
    ]


def test_free_text_in_a_known_column_is_searched(check_audit, samples) -> None:
    rows = samples["changed"](
        samples["record_rows"](),
        (2, "result", "exception"),
        (2, "exception_reason", "Dr Smith rang 07700 900123"),
    )

    assert check_audit(rows) == [
        "audit.csv, column 'exception_reason': The column 'exception_reason' holds what look like "
        f"contact details. {REMEDY}"
    ]


def test_periods_over_many_decades_are_no_births() -> None:
    years = [f"{year}-01-01" for year in range(1930, 2020)]
    table = pd.DataFrame({"period": years, "date": years}, dtype="string")

    (fault,) = identifier_faults(table)

    assert fault.column == "date"
