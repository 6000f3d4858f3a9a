"""The demonstration hub's year agrees with itself: across tables, projects and chapters."""

import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from evaluation.demonstration.hub_year.every import hub_year_tables
from evaluation.hub.partners.in_kind import in_kind_value
from evaluation.hub.partners.register import partners_on, seats_on
from evaluation.hubyear import education, funding, partners, patients, presentations
from evaluation.hubyear.year import HubYear, hub_year
from evaluation.present.blocks import Table
from evaluation.publish.quarterly import markdown
from evaluation.study.section import Section
from evaluation.workspace import FinancialYear, open_workspace

ROOT = Path(__file__).parents[3]
YEARS = ("2024/25", "2025/26")
LEVELS = {
    "consulted": "consult",
    "involved": "involve",
    "collaborated": "collaborate",
    "co-produced": "co-produce",
}
CHAPTERS = {
    "education": education,
    "funding": funding,
    "partners": partners,
    "patients": patients,
    "presentations": presentations,
}


@pytest.fixture(scope="module")
def year() -> HubYear:
    workspace = open_workspace(ROOT)
    return hub_year(workspace, workspace.year(None))


@pytest.fixture(scope="module")
def chapters(year: HubYear) -> dict[str, Section]:
    return {name: module.chapter(year) for name, module in CHAPTERS.items()}


def table(section: Section, label: str) -> pd.DataFrame:
    (found,) = [
        block for block in section.blocks if isinstance(block, Table) and block.label == label
    ]
    return found.frame


def pounds(text: str) -> float:
    return 0.0 if text == "not valued" else float(re.sub(r"[£,]", "", text))


@pytest.mark.parametrize("name", sorted(hub_year_tables()))
def test_committed_tables_hold_what_the_generator_makes(name: str) -> None:
    made = hub_year_tables()[name]
    committed = pd.read_csv(ROOT / "data" / "hub" / f"{name}.csv", keep_default_na=False, dtype=str)
    text = made.astype(object).where(made.notna(), "").map(str)
    numbers = text.replace(r"\.0$", "", regex=True)
    pd.testing.assert_frame_equal(committed.replace(r"\.0$", "", regex=True), numbers)


def test_every_partner_named_in_a_dated_row_was_a_partner_on_that_day(year: HubYear) -> None:
    for name, column in (("impact-presentations", "date"), ("attributable-events", "date")):
        for row in year.table(name).to_dict("records"):
            there = partners_on(year.partners, row[column].date())
            assert row["partner"] in set(there["id"]), name


def test_what_is_given_in_kind_is_the_same_sum_in_both_chapters(year, chapters) -> None:
    worth = in_kind_value(year.table("in-kind"), "2025/26")
    leverage = table(chapters["funding"], "funding-leverage").set_index("Year")
    assert pounds(leverage.loc["2025/26", "In kind"]) == pytest.approx(worth, rel=5e-3)
    by_partner = table(chapters["partners"], "partners-in-kind-partner")["Worth"].map(pounds)
    by_kind = table(chapters["partners"], "partners-in-kind-kind")["Worth"].map(pounds)
    assert by_partner.sum() == pytest.approx(worth, rel=5e-3)
    assert by_kind.sum() == pytest.approx(worth, rel=5e-3)


def test_the_hubs_own_measures_are_those_of_its_tables(year: HubYear) -> None:
    own = year.table("comparator-measures")
    own = own[own["hub"].eq("this hub")].set_index("measure")["value"]
    awards = year.table("funding-awards")
    now = awards[awards["year"].eq("2025/26")]
    counted = now[now["counts_as_leverage"].eq("yes")]
    research = counted[counted["kind"].eq("research grant")]
    helped = now[now["supported_by_hub"].eq("yes")]
    assert own["exemplar-projects"] == len(year.projects)
    assert own["supported-applications"] == len(helped)
    assert own["additional-research-funding"] == research["amount"].sum()
    assert own["additional-investment"] == counted["amount"].sum() - research["amount"].sum()
    sessions = year.table("education-sessions")
    met = sessions[sessions["kind"].eq("community of practice") & sessions["status"].eq("held")]
    assert own["forums"] == met["date"].between("2025-04-01", "2026-03-31").sum()


def test_spend_over_budget_is_what_the_tolerance_reads(year: HubYear) -> None:
    spend = year.table("funding-spend")
    own = spend[spend["project"].eq("feno") & spend["year"].eq("2025/26")].iloc[0]
    readings = year.table("tolerance-readings")
    read = readings[
        readings["project"].eq("feno")
        & readings["aspect"].eq("cost")
        & readings["quarter"].eq("2025/26-Q4")
    ]["value"].iloc[0]
    assert 100 * (own["actual"] / own["budget"] - 1) == pytest.approx(read, abs=0.1)


def test_nobody_answers_who_did_not_come(year: HubYear) -> None:
    came = year.table("education-attendance").groupby("session")["people"].sum()
    sessions = year.table("education-sessions").set_index("session")
    held = sessions[sessions["status"].eq("held")]
    assert set(came.index) == set(held.index)
    assert (came <= held["registered"].reindex(came.index)).all()
    asked = year.table("education-kirkpatrick")
    assert (asked["asked"].to_numpy() <= came.reindex(asked["session"]).to_numpy()).all()
    people = year.table("education-confidence").groupby("session")["participant"].nunique()
    assert (people == came.reindex(people.index)).all()
    back = year.table("education-confidence").dropna(subset=["follow_up"])
    returned = back.groupby("session")["participant"].nunique()
    follow_ups = held[held["kind"].eq("follow-up")]
    attended = dict(zip(follow_ups["follows"], came.reindex(follow_ups.index), strict=True))
    assert returned.to_dict() == attended


def test_requests_that_were_met_have_their_session_on_that_day(year: HubYear) -> None:
    requests = year.table("education-requests").set_index("request")
    sessions = year.table("education-sessions").dropna(subset=["request"])
    answered = requests[requests["status"].eq("met")]["closed"].sort_index()
    held = sessions.set_index("request")["date"].sort_index()
    pd.testing.assert_series_equal(answered, held, check_names=False)


def test_the_community_has_the_members_of_its_online_workspace(year: HubYear) -> None:
    told = year.table("communications")
    workspace = told[told["channel"].eq("online workspace")].set_index("quarter")["value"]
    members = year.table("community-members").set_index("quarter")["members"]
    assert workspace.to_dict() == members.to_dict()
    videos = told[told["channel"].eq("video") & told["measure"].eq("views")]["value"].sum()
    assert year.table("education-sessions")["views"].sum() <= videos


def test_the_priority_on_education_says_what_was_held(year, chapters) -> None:
    progress = year.table("priority-progress").set_index(["priority", "quarter"])
    assert progress.loc[("D-05", "2025/26-Q4"), "status"] == "done"
    plan = table(chapters["education"], "education-plan").set_index("Kind")
    for kind in ("Fundamentals of Innovation Adoption", "Community of practice"):
        assert plan.loc[kind, "Held"] == plan.loc[kind, "Planned"]


def test_the_priority_on_presentations_counts_the_partners_that_are_due(year, chapters) -> None:
    notes = year.table("priority-progress").set_index(["priority", "quarter"])["note"]
    assert notes["D-07", "2025/26-Q3"] == "Two partners have not presented yet."
    assert "2 had none within twelve months" in chapters["presentations"].sentences[0]


def test_the_log_of_involvement_has_what_each_project_says(year: HubYear) -> None:
    log = year.table("ppi-log")
    logged = {
        (row["project"], row["body"], row["activity"], row["level"], row["change"])
        for row in log.to_dict("records")
    }
    told = {
        (item.slug, entry.group, entry.activity, LEVELS[entry.level], entry.change)
        for item in year.workspace.projects
        for entry in item.project.ppi
    }
    assert told <= logged


def test_members_who_score_the_wheel_have_a_seat(year: HubYear) -> None:
    for each in YEARS:
        started = FinancialYear.parse(each).start
        seats = seats_on(year.partners, year.table("representation"), started).set_index("id")
        scores = year.table("maturity-scores")
        own = scores[scores["year"].eq(each)].drop_duplicates("member")
        counts = Counter(zip(own["partner"], own["group"], strict=True))
        assert all(count <= seats.loc[partner, group] for (partner, group), count in counts.items())


def test_a_round_was_decided_on_the_day_its_milestone_was_reached(year: HubYear) -> None:
    milestones = year.table("milestones")
    (done,) = milestones[milestones["title"].eq("Second horizon scan is decided")]["done"]
    rounds = year.table("horizon-rounds").set_index("round")["decided_on"]
    assert rounds["2025-autumn"] == done


def test_seven_recommendations_are_local_and_one_national(year: HubYear) -> None:
    counts = year.table("recommendations")["scope"].value_counts()
    assert counts.to_dict() == {"local": 7, "national": 1}


def test_totals_in_sentences_are_those_of_their_tables(chapters) -> None:
    levels = table(chapters["patients"], "patients-levels")
    projects = table(chapters["patients"], "patients-projects")
    activities = levels["Activities"].astype(int).sum()
    assert activities == projects["Activities"].astype(int).sum()
    assert chapters["patients"].sentences[0].startswith(f"{activities} activities")
    ties = table(chapters["partners"], "partners-ties")
    there = ties["This year"].ne("–").sum()
    assert f"{there} pairs" in chapters["partners"].sentences[0]
    brokers = table(chapters["partners"], "partners-brokers")
    assert brokers["Ties"].astype(int).sum() == 2 * there


def test_no_chapter_names_a_member_a_scorer_or_a_participant(year, chapters) -> None:
    text = " ".join(markdown(section.blocks) for section in chapters.values())
    pseudonyms = {
        *year.table("education-confidence")["participant"],
        *year.table("survey-responses")["respondent"],
    }
    words = set(re.findall(r"[\w-]+", text))
    assert not words & pseudonyms
