"""NHS Dorset's own series against figures computed elsewhere in R and statsmodels.

Those count the slope from 1 in the first period: our level is their level plus their slope.
"""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from evaluation import its

OPEN_DATA = Path(__file__).parents[2] / ".." / "shared" / "data" / "open"
DORSET = "11J"

pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not OPEN_DATA.is_dir(), reason="the open data are not on this machine"),
]


def gabapentinoids() -> pd.DataFrame:
    data = pd.read_csv(OPEN_DATA / "gabapentinoids_ccg.csv")
    return data[data["pct_id"] == DORSET]


def lidocaine() -> pd.DataFrame:
    data = pd.read_csv(OPEN_DATA / "lidocaine_plasters_ccg.csv")
    return data[data["code"] == DORSET]


def breaches() -> pd.DataFrame:
    data = pd.read_csv(OPEN_DATA / "ae_attendances.csv")
    major = data[(data["org_code"] == "RDZ") & (data["type"] == "1")]
    return major.assign(percent=100 * major["breaches"] / major["attendances"])


def terms(design: its.Design, data: pd.DataFrame, method: its.Method) -> pd.DataFrame:
    return its.fit(design, data, method).terms.set_index("term")


def test_gabapentinoids_in_dorset_agree_with_the_published_figures() -> None:
    schedule = its.Interruption("schedule-3", dt.date(2019, 4, 1))
    design = its.Design("total_gaba", "monthly", (schedule,), time="month")
    data = gabapentinoids()
    found = terms(design, data, its.Method("ols"))
    assert found.loc["trend", "estimate"] == pytest.approx(1883.26, abs=0.005)
    assert found.loc["trend", "std_error"] == pytest.approx(102.48, abs=0.005)
    assert found.loc["slope:schedule-3", "estimate"] == pytest.approx(-777.23, abs=0.005)
    assert found.loc["slope:schedule-3", "std_error"] == pytest.approx(640.07, abs=0.005)
    assert found.loc["slope:schedule-3", "p"] == pytest.approx(0.230, abs=0.0005)
    level = found.loc["level:schedule-3", "estimate"]
    assert level == pytest.approx(-16802.08 - 777.23, abs=0.01)
    fitted = its.fit(design, data, its.Method("ols"))
    durbin_watson = next(c for c in its.checks(fitted) if c.name == "Durbin-Watson")
    assert durbin_watson.table["statistic"].iloc[0] == pytest.approx(1.929, abs=0.0005)
    robust = terms(design, data, its.Method("newey-west", 6))
    assert robust.loc["slope:schedule-3", "p"] == pytest.approx(0.0151, abs=0.00005)


def test_lidocaine_plasters_in_dorset_agree_with_the_published_figures() -> None:
    guidance = its.Interruption("guidance", dt.date(2017, 12, 1))
    design = its.Design(
        "numerator", "monthly", (guidance,), time="month", denominator="denominator"
    )
    fitted = its.fit(design, lidocaine(), its.Method("ols"))
    found = fitted.terms.set_index("term")
    assert found.loc["slope:guidance", "estimate"] == pytest.approx(-0.0699, abs=0.00005)
    assert found.loc["slope:guidance", "p"] == pytest.approx(0.0008, abs=0.00005)
    level = found.loc["level:guidance", "estimate"]
    assert level == pytest.approx(-1.0014 - 0.0699, abs=0.0001)
    tables = {check.name: check.table for check in its.checks(fitted)}
    assert tables["Durbin-Watson"]["statistic"].iloc[0] == pytest.approx(1.31, abs=0.005)


def test_guidance_at_the_end_of_a_month_marks_that_month_as_partly_exposed() -> None:
    guidance = its.Interruption("guidance", dt.date(2017, 11, 30))
    design = its.Design(
        "numerator", "monthly", (guidance,), time="month", denominator="denominator"
    )
    found = its.fit(design, lidocaine(), its.Method("ols"))
    assert found.first_post == {"guidance": dt.date(2017, 11, 1)}
    assert any("only partly exposed" in warning for warning in found.warnings)


def test_a_placebo_date_at_bournemouth_shows_no_effect() -> None:
    placebo = its.Interruption("placebo", dt.date(2017, 10, 1))
    design = its.Design(
        "percent",
        "monthly",
        (placebo,),
        time="period",
        seasonality=its.Seasonality(harmonics=2),
    )
    found = terms(design, breaches(), its.Method("ols"))
    assert found.loc["level:placebo", "estimate"] == pytest.approx(-0.16 + 0.03, abs=0.01)
    assert found.loc["level:placebo", "p"] > 0.9
    assert found.loc["slope:placebo", "estimate"] == pytest.approx(0.03, abs=0.005)
    assert found.loc["slope:placebo", "p"] == pytest.approx(0.88, abs=0.005)
