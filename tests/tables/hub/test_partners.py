"""A tie has no direction and is stated once."""

import pandas as pd

from evaluation.tables.hub.partners import COLLABORATIONS
from evaluation.tables.typed import rule_faults, typed_columns


def said(*ties: tuple[str, str, str, str]) -> list[str]:
    names = ["year", "partner", "with_partner", "kind"]
    text = pd.DataFrame(list(ties), columns=names).assign(strength="1", project=None)
    typed, found = typed_columns(text.astype("string"), COLLABORATIONS.schema)
    faults = [*found, *rule_faults(typed, COLLABORATIONS.schema, found, frozenset())]
    return [fault.sentence for fault in faults]


def test_ties_of_other_years_kinds_and_pairs_are_sound() -> None:
    ties = [
        ("2025/26", "a", "b", "bid"),
        ("2024/25", "b", "a", "bid"),
        ("2025/26", "b", "a", "data sharing"),
        ("2025/26", "b", "c", "bid"),
    ]
    assert said(*ties) == []


def test_a_tie_the_other_way_round_is_refused() -> None:
    assert said(("2025/26", "a", "b", "bid"), ("2025/26", "b", "a", "bid")) == [
        "The tie is stated already, the other way round."
    ]


def test_a_row_that_is_there_twice_is_refused_for_that_alone() -> None:
    found = said(("2025/26", "a", "b", "bid"), ("2025/26", "a", "b", "bid"))
    assert len(found) == 1
    assert "other way round" not in found[0]


def test_a_partner_with_itself_is_refused_for_that_alone() -> None:
    assert said(("2025/26", "a", "a", "bid")) == ["A partner is tied to itself."]
