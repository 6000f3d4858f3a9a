from pathlib import Path

import pandas as pd
import pytest

from evaluation.estimate import ESTIMATE_COLUMNS
from evaluation.portfolio import Portfolio, open_portfolio, portfolio, read_results
from evaluation.portfolio.portfolio import (
    failures,
    forest_plot,
    headline,
    main_effects,
    projects_table,
)
from evaluation.portfolio.who_we_are import hub_facts
from evaluation.present.blocks import Figure, Prose
from evaluation.workspace import FinancialYear

YEAR = FinancialYear(2024)
MARKUP = "<b>{{< x >}} | #import"
ESCAPED = r"\<b\>\{\{\< x \>\}\} \| \#import"
WORSE = ((4.0, 2.0, 6.0), (20.0, 10.0, 30.0))
UNCLEAR = ((-1.0, -3.0, 1.0), (-5.0, -15.0, 5.0))
REAL = {"provenance": "measured", "source": "NHS England", "licence": "OGL v3.0"}


@pytest.fixture
def displayed(monkeypatch):
    """Keep what a notebook would show."""
    blocks = []
    monkeypatch.setattr(portfolio, "display", lambda *shown: blocks.extend(shown))
    return blocks


@pytest.fixture
def four(add_project, open_hub, done, failed):
    """Projects that are done, failed after a good run, failed without one, and never run."""
    for slug in ("done", "stale", "broken", "waiting"):
        add_project(slug)
    done("done")
    done("stale", *WORSE)
    failed("stale", "The table has no column 'value'.")
    failed("broken", "The kernel died.")
    return open_hub()


def cells_of(table):
    return table.frame.replace("\N{NO-BREAK SPACE}", " ", regex=True).set_index("Project")


def test_every_project_has_its_row_whatever_became_of_its_run(four):
    cells = cells_of(projects_table(read_results(four)))
    assert cells["Verdict"].to_dict() == {
        "Done": "▲ improved",
        "Stale": "failed",
        "Broken": "failed",
        "Waiting": "not run",
    }
    assert cells["Effect, %"].to_dict() == {
        "Done": "−20.0 (−30.0 to −10.0)",
        "Stale": "20.0 (10.0 to 30.0)",
        "Broken": "not available",
        "Waiting": "not available",
    }
    assert set(cells["Main outcome"]) == {"Falls with harm"}
    assert set(cells["Data"]) == {"synthetic"}


def test_improved_indicators_are_counted_out_of_all(add_project, open_hub, done, estimate_of):
    add_project("falls")
    others = [
        estimate_of("difference", values, "kpi")
        for values in ((-4.0, -6.0, -2.0), (1.0, -1.0, 3.0))
    ]
    done("falls", *UNCLEAR, *others)
    cells = cells_of(projects_table(read_results(open_hub())))
    assert cells.loc["Falls", "Indicators improved"] == "1 of 2"


def test_a_project_without_a_series_has_no_main_effect(add_project, open_hub, done):
    add_project("falls", its=[])
    done("falls", None, None)
    results = read_results(open_hub())
    cells = cells_of(projects_table(results))
    assert (
        cells.loc["Falls", ["Main outcome", "Verdict"]].tolist()
        == ["no interrupted time series"] * 2
    )
    assert forest_plot(results, "Synthetic.") == Prose("No project has a main effect to compare.")


def test_failed_projects_are_named_with_reason_and_last_good_result(four):
    (callout,) = failures(read_results(four))
    assert callout.markdown == (
        "::: {.callout-warning}\n## Failed projects\n\n"
        "- **Broken**: The kernel died. It has no earlier result.\n"
        "- **Stale**: The table has no column 'value'. Its last good result, of 1 May 2025, is "
        "shown.\n:::"
    )


def test_where_none_failed_there_is_no_warning(add_project, open_hub, done):
    add_project("falls")
    done("falls")
    assert failures(read_results(open_hub())) == []


def test_the_headline_counts_verdicts_of_the_hubs_own_projects(add_project, open_hub, done):
    effects = {"a": (), "b": (), "c": WORSE, "d": UNCLEAR, "e": UNCLEAR, "example": ()}
    for slug, effect in effects.items():
        programme = "worked-example" if slug == "example" else "local-priority"
        add_project(slug, programme=programme)
        done(slug, *effect)
    assert headline(read_results(open_hub()), YEAR) == (
        "This report covers 5 projects in 2024/25. Judged by its primary outcome against the "
        "earlier trend, 2 improved clearly, 1 worsened clearly and 2 show no clear change. "
        "Besides, 1 worked example shows the method on real figures."
    )


def test_an_unimportant_change_is_counted_and_drawn_as_such(
    add_project, open_hub, done, estimate_of
):
    region = {"measure": "absolute", "lower": -4, "upper": 4}
    plain = {"id": "main", "kpi": "falls", "question": "Did falls change?"}
    add_project("falls", its=[{**plain, "equivalence": region}])
    add_project("worse")
    done("falls", *UNCLEAR, estimate_of("absolute difference, for equivalence", (-1.0, -2.7, 0.7)))
    done("worse", *WORSE)
    projects = read_results(open_hub())
    assert headline(projects, YEAR) == (
        "This report covers 2 projects in 2024/25. Judged by its primary outcome against the "
        "earlier trend, 1 worsened clearly and 1 shows no important change."
    )
    figure = forest_plot(projects, "Synthetic data.")
    assert figure.caption == (
        "Of 2 projects with an interrupted time series, 0 improved, 1 worsened, 1 showed no "
        "important change and 0 showed no clear change in the main outcome."
    )
    assert "no important change" in figure.alt
    assert "no important change" in figure.data["verdict"].tolist()


def test_the_headline_can_count_to_one_and_to_two_examples(add_project, open_hub, done):
    add_project("falls")
    done("falls", *UNCLEAR)
    for slug in ("x", "y"):
        add_project(slug, programme="worked-example")
    assert headline(read_results(open_hub()), YEAR) == (
        "This report covers 1 project in 2024/25. Judged by its primary outcome against the "
        "earlier trend, 1 shows no clear change. Besides, 2 worked examples show the method on "
        "real figures."
    )


def test_without_any_result_the_headline_only_counts_projects(add_project, open_hub):
    add_project("falls")
    text = headline(read_results(open_hub()), YEAR)
    assert text == "This report covers 1 project in 2024/25."


def test_the_forest_plot_marks_real_data_and_counts_verdicts(add_project, open_hub, done):
    add_project("falls")
    add_project("belts", title="Seat belts", programme="worked-example", **REAL)
    done("falls")
    done("belts", *UNCLEAR)
    figure = forest_plot(read_results(open_hub()), "Synthetic data.")
    assert isinstance(figure, Figure)
    assert figure.data["project"].tolist() == ["Seat belts (real data)", "Falls"]
    assert figure.caption == (
        "Of 2 projects with an interrupted time series, 1 improved, 0 worsened and 1 showed no "
        "clear change in the main outcome."
    )
    assert "Falls: −20.0% (interval −30.0 to −10.0), improved" in figure.alt


def test_a_forest_plot_of_one_project_is_worded_so(add_project, open_hub, done):
    add_project("falls")
    done("falls")
    figure = forest_plot(read_results(open_hub()), "Synthetic data.")
    assert figure.caption.startswith("Of 1 project with an interrupted time series, 1 improved,")


@pytest.mark.parametrize("relative", [None, (None, None, None), (-20.0, None, None)])
def test_an_effect_that_cannot_be_estimated_is_in_no_forest_plot(
    add_project, open_hub, done, relative
):
    add_project("falls")
    done("falls", (-4.0, -6.0, -2.0), relative)
    assert main_effects(read_results(open_hub())) == []


def test_markup_in_title_and_reason_is_escaped(add_project, open_hub, failed):
    add_project("falls", title=MARKUP)
    failed("falls", f"No column {MARKUP}.")
    results = read_results(open_hub())
    (callout,) = failures(results)
    assert callout.markdown.count(ESCAPED) == 2
    assert ESCAPED in projects_table(results).markdown


def walk(opened):
    opened.heading()
    opened.headlines()
    opened.table()
    opened.forest_plot()
    opened.hub()
    opened.save()


def test_the_summary_is_shown_in_order_and_saved(four, displayed, tmp_path):
    results = tmp_path / "summary"
    walk(Portfolio(four, YEAR, read_results(four), results))
    assert displayed[0].markdown == "# The year in one page {#sec-summary}"
    assert displayed[1].markdown.startswith("::: {.callout-warning}")
    assert displayed[3].markdown.startswith(":::: {.headlines}")
    assert displayed[2].markdown.startswith("This report covers 4 projects in 2024/25.")
    assert displayed[-1].markdown == "Saved 2 main effects."
    frame = pd.read_parquet(results / "estimates.parquet")
    assert tuple(frame.columns) == ESTIMATE_COLUMNS
    assert frame["project"].tolist() == ["done", "stale"]
    assert sorted(path.name for path in (results / "figures").iterdir()) == [
        "summary-forest.csv",
        "summary-forest.png",
        "summary-forest.svg",
    ]


def test_a_hub_without_projects_says_so_instead_of_an_empty_table(four, displayed):
    Portfolio(four, YEAR, [], None).table()
    assert [block.markdown for block in displayed] == [
        "# All projects {#sec-portfolio}",
        "There are no projects yet.",
    ]


def test_without_a_folder_nothing_is_saved(four, displayed, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    walk(Portfolio(four, YEAR, read_results(four), None))
    assert displayed[-1].markdown == "Nothing was saved: no folder of results was given."
    assert sorted(tmp_path.rglob("*")) == before


def test_the_year_is_the_hubs_or_the_one_asked_for(four, tmp_path, monkeypatch):
    assert str(open_portfolio(workspace=str(tmp_path)).year) == "2024/25"
    assert str(open_portfolio(workspace=str(tmp_path), year="2023/24").year) == "2023/24"
    assert open_portfolio(workspace=str(tmp_path), results=str(tmp_path)).results == tmp_path
    monkeypatch.setenv("EVALUATION_WORKSPACE", str(tmp_path))
    assert len(open_portfolio().projects) == 4


def test_the_demonstration_hub_has_a_row_for_each_project():
    opened = open_portfolio(workspace=str(Path(__file__).parents[2]))
    assert len(projects_table(opened.projects).frame) == len(opened.workspace.projects)
    prose, hosts, partners = hub_facts(opened.workspace, opened.year)
    assert "Demonstration Integrated Care Board" in prose.markdown
    assert (len(hosts.frame), len(partners.frame)) == (2, 12)
