"""The chapter on horizon scanning, from rows to what a reader sees."""

from evaluation.hubyear.horizon import chapter
from evaluation.present.blocks import Figure, Table
from evaluation.publish.quarterly import markdown
from evaluation.study.section import Section
from tests.hub_years import Rows, tiny_year

ROUND = {"round": "autumn", "year": "2025/26", "decided_on": "2025-10-22", "places": "1"}
CRITERIA = [
    {"round": "autumn", "criterion": "need", "label": "Local *need*", "weight": "2"},
    {"round": "autumn", "criterion": "cost", "label": "Cost", "weight": "1"},
]


def innovation(name: str, decision: str, reason: str | None = None) -> dict[str, str | None]:
    return {
        "innovation": name,
        "round": "autumn",
        "title": name.capitalize(),
        "source": "Network",
        "found": "2025-06-01",
        "decision": decision,
        "reason": reason,
    }


LISTED = [innovation("patch", "decline", "Tested elsewhere."), innovation("van", "adopt")]
SCORES = [
    {
        "round": "autumn",
        "innovation": name,
        "criterion": criterion,
        "scorer": f"secret{scorer}",
        "score": score,
    }
    for name, scores in (("patch", "54"), ("van", "32"))
    for criterion, score in zip(("need", "cost"), scores, strict=True)
    for scorer in range(3)
]


def made(**changed: Rows) -> Section:
    tables: dict[str, Rows] = {
        "horizon-rounds": [ROUND],
        "horizon-criteria": CRITERIA,
        "horizon-innovations": LISTED,
        "horizon-scores": SCORES,
        **{f"horizon-{name}": rows for name, rows in changed.items()},
    }
    return chapter(tiny_year(tables))


def test_what_was_adopted_is_held_against_the_rank_with_the_reason() -> None:
    section = made()
    assert section.sentences == (
        "Of 2 innovations on the long list, 1 was adopted, which is not first by score.",
    )
    text = markdown(section.blocks)
    assert "- Patch, rank 1, was not adopted (decline): Tested elsewhere." in text
    assert "- Van, rank 2, was adopted: no reason was given." in text


def test_ranks_are_drawn_told_and_listed_with_their_probability() -> None:
    section = made()
    (figure,) = [block for block in section.blocks if isinstance(block, Figure)]
    assert "Patch: rank 1, 1 to 1, among the first 1 in 100%, decline" in figure.alt
    tables = {block.label: block.frame for block in section.blocks if isinstance(block, Table)}
    assert tables["horizon-1-chances"]["Both vary, %"].tolist() == ["100", "0"]
    assert tables["horizon-1-criteria"]["Weight, %"].tolist() == ["66.7", "33.3"]


def test_no_scorer_is_named_and_users_text_stays_text() -> None:
    text = markdown(made().blocks)
    assert "secret" not in text
    assert "Local \\*need\\*" in text


def test_a_round_without_scores_says_so() -> None:
    section = made(scores=[])
    assert "There are no scores of this round to show." in markdown(section.blocks)
    assert section.sentences == (
        "Of 2 innovations on the long list, 1 was adopted; there are no scores to rank them by.",
    )


def test_the_scores_of_one_person_alone_are_not_shown() -> None:
    section = made(scores=[row for row in SCORES if row["scorer"] == "secret0"])
    assert [block for block in section.blocks if isinstance(block, Table | Figure)] == []
    assert section.estimates == ()


def test_few_scorers_are_not_counted_in_public() -> None:
    section = made()
    assert "On the order, scorers agree with Kendall's W 1.00" in markdown(section.blocks)
    assert {estimate.n for estimate in section.estimates} == {None}


def test_what_nobody_scored_has_no_rank_and_is_not_among_the_first() -> None:
    unscored = innovation("late", "adopt", "It came late.")
    section = made(rounds=[{**ROUND, "places": "3"}], innovations=[*LISTED, unscored])
    tables = {block.label: block.frame for block in section.blocks if isinstance(block, Table)}
    assert tables["horizon-1-list"]["Rank"].tolist() == ["1", "2", "–"]
    assert tables["horizon-1-chances"]["Innovation"].tolist() == ["Patch", "Van"]
    assert "2 were adopted, 1 of them among the first 3 by score." in section.sentences[0]
    assert "- Late, not scored, was adopted: It came late." in markdown(section.blocks)


def test_a_long_list_is_drawn_as_far_as_a_page_goes_and_listed_whole() -> None:
    names = [f"thing{number:02d}" for number in range(30)]
    scores = [
        {**SCORES[0], "innovation": name, "scorer": f"s{scorer}", "score": "3"}
        for name in names
        for scorer in range(2)
    ]
    section = made(innovations=[innovation(name, "wait") for name in names], scores=scores)
    (figure,) = [block for block in section.blocks if isinstance(block, Figure)]
    tables = {block.label: block.frame for block in section.blocks if isinstance(block, Table)}
    assert (len(figure.data), len(tables["horizon-1-list"])) == (18, 30)


def test_a_year_without_a_round_says_so() -> None:
    section = made(rounds=[{**ROUND, "year": "2024/25", "decided_on": "2024-10-22"}])
    assert section.sentences == ("No round of prioritisation was held in 2025/26.",)


def test_the_finding_is_of_the_round_that_was_decided_last() -> None:
    earlier = {**ROUND, "round": "spring", "decided_on": "2025-05-01"}
    section = made(rounds=[ROUND, earlier])
    assert section.sentences[0].startswith("Of 2 innovations")
