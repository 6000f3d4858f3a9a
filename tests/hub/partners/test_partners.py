"""Networks against Freeman's examples and by hand; the register and seats by date."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from evaluation.hub.partners.network import (
    Network,
    betweenness,
    brokers,
    components,
    leading_brokers,
    measures,
    network_of,
    tie_changes,
    ties_left_out,
)
from evaluation.hub.partners.register import moved_in, partners_on, seats_on

FIVE = ("a", "b", "c", "d", "e")


def network(*pairs: str, partners=FIVE, **strengths: int) -> Network:
    return Network(tuple(partners), {(pair[0], pair[1]): strengths.get(pair, 1) for pair in pairs})


STAR = network("ab", "ac", "ad", "ae")
CIRCLE = network("ab", "bc", "cd", "de", "ae")
LINE = network("ab", "bc", "cd", "de")


def values(found: Network) -> list[float]:
    return measures(found)["value"].round(4).tolist()


def test_freemans_star_is_wholly_centred_and_his_circle_not_at_all() -> None:
    """Freeman (1978), table of graphs with five points: the star and the circle."""
    assert values(STAR) == [0.4, 1, 1]
    assert values(CIRCLE) == [0.5, 0, 0]


def test_a_line_of_five_by_hand() -> None:
    """Betweenness 0, 3, 4, 3, 0 of 6 pairs; centralisation (4*5 - 10)/6/4; degrees 1 2 2 2 1."""
    assert betweenness(LINE) * 6 == pytest.approx([0, 3, 4, 3, 0])
    assert values(LINE) == [0.4, round(2 / 12, 4), round((4 * 5 - 10) / 6 / 4, 4)]


def test_shortest_ways_that_share_a_pair_share_its_credit() -> None:
    """In a square each other corner lies on one of two ways: half a pair of three."""
    square = network("ab", "bc", "cd", "ad", partners="abcd")
    assert betweenness(square) == pytest.approx([0.5 / 3] * 4)


def test_burts_constraint_by_hand() -> None:
    """A star's centre: four contacts of a quarter each; an end relies on the centre alone."""
    found = brokers(STAR).set_index("partner")["constraint"]
    assert found["a"] == pytest.approx(4 * 0.25**2)
    assert found["b"] == pytest.approx(1)
    triangle = brokers(network("ab", "bc", "ac", partners="abc"))["constraint"]
    assert triangle.tolist() == pytest.approx([2 * (0.5 + 0.25) ** 2] * 3)


FLORENCE = {
    "Medici": ("Acciaiuoli", "Barbadori", "Ridolfi", "Tornabuoni", "Albizzi", "Salviati"),
    "Castellani": ("Peruzzi", "Strozzi", "Barbadori"),
    "Strozzi": ("Peruzzi", "Ridolfi", "Bischeri"),
    "Peruzzi": ("Bischeri",),
    "Ridolfi": ("Tornabuoni",),
    "Guadagni": ("Tornabuoni", "Albizzi", "Bischeri", "Lamberteschi"),
    "Albizzi": ("Ginori",),
    "Salviati": ("Pazzi",),
}


def test_marriages_of_florentine_families_as_published_and_in_other_software() -> None:
    """Padgett's families: betweenness and constraint of networkx 3.6.1.

    On 300 random graphs of 3 to 13 partners with strengths, density, both centralisations,
    betweenness, constraint and components differed from networkx by less than 1e-15.
    """
    ties = {(one, other): 1 for one, others in FLORENCE.items() for other in others}
    families = Network(tuple(dict.fromkeys(name for pair in ties for name in pair)), ties)
    found = brokers(families).set_index("partner")
    assert found.index[:3].tolist() == ["Medici", "Guadagni", "Albizzi"]
    between = found["betweenness"].round(6)
    assert between[["Medici", "Guadagni", "Albizzi", "Strozzi", "Peruzzi", "Pazzi"]].tolist() == [
        0.521978,
        0.254579,
        0.212454,
        0.102564,
        0.021978,
        0,
    ]
    constraint = found["constraint"].round(6)
    assert constraint[["Medici", "Guadagni", "Castellani", "Peruzzi", "Ridolfi"]].tolist() == [
        0.209877,
        0.25,
        0.482253,
        0.655864,
        0.459877,
    ]
    assert measures(families)["value"].iloc[0] == pytest.approx(0.190476, abs=1e-6)


def test_constraint_weighs_contacts_by_strength() -> None:
    """Strengths ab 3, ac 1, bc 2; a's: (3/4 + 1/4*2/3)^2 + (1/4 + 3/4*2/5)^2."""
    found = brokers(network("ab", "ac", "bc", partners="abc", ab=3, bc=2)).set_index("partner")
    assert found.loc["a", "constraint"] == pytest.approx((11 / 12) ** 2 + (11 / 20) ** 2)


def test_nobody_leads_where_partners_are_level() -> None:
    assert leading_brokers(brokers(STAR)) == ["a"]
    assert leading_brokers(brokers(LINE)) == ["c", "b", "d"]
    assert leading_brokers(brokers(CIRCLE)) == []
    triangle = network("ab", "bc", "ac", partners="abc")
    assert leading_brokers(brokers(triangle)) == []


def test_the_range_is_that_of_every_network_with_one_tie_less() -> None:
    found = measures(STAR).set_index("measure")
    assert found.loc["density", ["least", "most"]].tolist() == pytest.approx([0.3, 0.4])


def test_without_ties_all_is_nought_and_with_two_partners_nothing_can_be_said() -> None:
    assert values(network()) == [0, 0, 0]
    assert np.isnan(values(network("ab", partners="ab"))).all()
    assert brokers(network())["constraint"].isna().all()


def test_who_is_connected_and_who_stands_alone() -> None:
    assert components(network("ab", "cd")) == [["a", "b"], ["c", "d"], ["e"]]


def rows(*ties: tuple[str, str, str, int]) -> pd.DataFrame:
    columns = ["year", "partner", "with_partner", "strength"]
    return pd.DataFrame(ties, columns=columns).assign(kind="bid")


def test_a_pair_with_several_ties_has_its_strongest_in_either_order() -> None:
    table = rows(("2025/26", "a", "b", 1), ("2025/26", "b", "a", 3), ("2024/25", "a", "c", 2))
    assert network_of(table, "2025/26", FIVE).ties == {("a", "b"): 3}


def test_ties_with_who_is_no_partner_that_year_are_left_out() -> None:
    assert network_of(rows(("2025/26", "a", "x", 1)), "2025/26", FIVE).ties == {}


def test_every_kind_of_change_of_a_tie() -> None:
    before = network("ab", "ac", "ad", "ae", ac=2, ad=2)
    after = network("ab", "ac", "ad", "bc", ac=3)
    found = tie_changes(before, after)
    kinds = {f"{r.partner}{r.with_partner}": r.change for r in found.itertuples()}
    assert kinds == {"ab": "kept", "ac": "stronger", "ad": "weaker", "bc": "new", "ae": "lost"}


def test_a_pair_named_in_another_order_is_the_same_tie() -> None:
    turned = Network(tuple("edcba"), {("b", "a"): 2})
    found = tie_changes(turned, network("ab"))
    assert found[["before", "after", "change"]].to_numpy().tolist() == [[2, 1, "weaker"]]


def test_ties_with_who_left_are_counted_once_for_a_pair_in_either_order() -> None:
    table = rows(("2025/26", "a", "x", 1), ("2025/26", "x", "a", 2), ("2025/26", "a", "b", 1))
    assert ties_left_out(table, "2025/26", FIVE) == 1
    assert ties_left_out(table, "2024/25", FIVE) == 0


REGISTER = pd.DataFrame(
    {
        "id": ["old", "north", "new"],
        "name": ["Old", "North", "New"],
        "start": pd.to_datetime([None, "2021-10-01", "2025-06-01"]),
        "end": pd.to_datetime(["2025-05-31", None, None]),
    }
)


def test_partners_join_and_leave_on_their_days() -> None:
    assert partners_on(REGISTER, dt.date(2025, 5, 31))["id"].tolist() == ["old", "north"]
    assert partners_on(REGISTER, dt.date(2025, 6, 1))["id"].tolist() == ["north", "new"]
    joined, left = moved_in(REGISTER, dt.date(2025, 4, 1), dt.date(2026, 3, 31))
    assert (joined["id"].tolist(), left["id"].tolist()) == (["new"], ["old"])


def test_seats_count_on_their_day_and_a_partner_without_one_has_nought() -> None:
    representation = pd.DataFrame(
        {
            "partner": ["north", "north", "north"],
            "group": ["core team", "core team", "programme group"],
            "start": pd.to_datetime(["2021-10-01", "2025-01-01", "2021-10-01"]),
            "end": pd.to_datetime([None, None, "2024-12-31"]),
            "seats": pd.array([1, 1, 1], dtype="Int64"),
        }
    )
    found = seats_on(REGISTER, representation, dt.date(2026, 3, 31)).set_index("id")
    assert found["core team"].to_dict() == {"north": 2, "new": 0}
    assert found["programme group"].to_dict() == {"north": 0, "new": 0}
