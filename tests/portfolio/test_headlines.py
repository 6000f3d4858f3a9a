"""The year's headline numbers: which are chosen, and how each is worded."""

import pytest

from evaluation.portfolio import read_results
from evaluation.portfolio.headlines import BY_RULE, BY_THE_HUB, NOTHING_YET, headlines

MARKUP = "<b>{{< x >}}"
ESCAPED = r"\<b\>\{\{\< x \>\}\}"
WORSE = ((4.0, 2.0, 6.0), (20.0, 10.0, 30.0))
UNCLEAR = ((-1.0, -3.0, 1.0), (-5.4, -15.0, 5.0))


def cards_of(workspace):
    text = headlines(workspace.hub, read_results(workspace)).markdown
    return [part.partition("\n:::")[0] for part in text.split("::: {.headline}\n")[1:]]


def test_the_first_card_counts_the_verdicts_and_the_others_follow_the_report(
    add_project, open_hub, done
):
    for slug in ("first", "second", "third"):
        add_project(slug)
    done("first")
    done("second", *WORSE)
    done("third", *UNCLEAR)
    first, *others = cards_of(open_hub())
    assert first == (
        "**1 of 3**\n\n"
        "projects improved in their main outcome, against what their past led us to expect\n\n"
        "Of the others, 1 worsened and 1 no clear change. Judged by the interval of each "
        "project's main effect. **Synthetic.** See @sec-portfolio."
    )
    assert [card.split("\n")[0] for card in others] == [
        "**20% lower**",
        "**20% higher**",
        "**5% lower**",
    ]


def test_a_card_has_its_interval_period_verdict_and_mark(add_project, open_hub, done):
    add_project("falls")
    done("falls", *UNCLEAR)
    card = cards_of(open_hub())[1].replace("\N{NO-BREAK SPACE}", " ")
    assert card == (
        "**5% lower**\n\nFalls with harm, against what its past led us to expect\n\n"
        "March 2025; 95% interval 15% lower to 5% higher. • no clear change. "
        "**Synthetic.** See @sec-falls."
    )


@pytest.mark.parametrize(
    ("values", "number"),
    [
        ((-0.3, -4.0, 2.0), "0.3% lower"),
        ((0.0, -4.0, 2.0), "no difference"),
        ((None, None, None), r"\*"),
    ],
)
def test_small_and_suppressed_effects_are_worded_truly(add_project, open_hub, done, values, number):
    add_project("falls")
    done("falls", values, values)
    assert cards_of(open_hub())[1].startswith(f"**{number}**")


def test_an_effect_of_measured_data_is_marked_as_estimated(add_project, open_hub, done, real):
    add_project("falls", **real)
    done("falls", provenance="measured")
    first, effect = cards_of(open_hub(provenance="measured"))
    assert "**Estimated.**" in first
    assert "**Estimated.**" in effect


def test_where_few_projects_have_effects_further_indicators_fill_the_page(
    add_project, open_hub, done, estimate_of
):
    add_project("falls")
    after = estimate_of("after", (12.5, 10.0, 15.0), analysis="kpi", outcome="reach")
    main = estimate_of("after", (1.0, 0.5, 1.5), analysis="kpi")
    done("falls", (-4.0, -6.0, -2.0), (-20.0, -30.0, -10.0), main, after)
    cards = cards_of(open_hub())
    assert len(cards) == 3
    assert cards[2].startswith("**12.5 falls**\n\nFalls with harm\n\nMarch 2025; 95% ")


def test_there_are_never_more_than_a_page_holds(add_project, open_hub, done):
    for number in range(10):
        add_project(f"p{number}")
        done(f"p{number}")
    assert len(cards_of(open_hub())) == 8


def test_worked_examples_are_no_headlines(add_project, open_hub, done):
    add_project("law", programme="worked-example")
    done("law")
    workspace = open_hub()
    assert headlines(workspace.hub, read_results(workspace)).markdown == NOTHING_YET


def test_the_text_says_who_chose_the_numbers(add_project, open_hub, done):
    add_project("falls")
    done("falls")
    chosen = {"project": "falls", "analysis": "its", "outcome": "falls"}
    wanted = {**chosen, "measure": "absolute difference", "label": MARKUP}
    missing = {**chosen, "measure": "odds"}
    workspace = open_hub()
    by_rule = headlines(workspace.hub, read_results(workspace)).markdown
    workspace = open_hub(headlines=[wanted, missing])
    text = headlines(workspace.hub, read_results(workspace)).markdown
    assert by_rule.endswith(BY_RULE)
    assert text.endswith(BY_THE_HUB)
    first, second = cards_of(workspace)
    assert first.startswith(f"**4.00 falls lower**\n\n{ESCAPED}, against what")
    assert second.startswith("**not available**\n\nfalls\n\nThere is no such result")
