"""The network of collaborations: who works with whom, how dense, how centred, and who brokers.

In: the table collaborations and the partners of a year. Out: a `Network` with its measures. A
network of all partners is a census: instead of a sampling interval, each measure is given with the
range that it would have if any one tie were missing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from evaluation.intervals import FloatArray

Tie = tuple[str, str]
FEWEST_PARTNERS: Final = 3
MOST_BROKERS: Final = 3
SAME: Final = 9  # decimals: sums in another order are no other betweenness
MEASURES: Final = ("density", "degree centralisation", "betweenness centralisation")


@dataclass(frozen=True)
class Network:
    """Partners and their ties in one year.

    Parameters
    ----------
    partners : tuple of str
    ties : mapping of (str, str) to int
        Strength by pair; each pair once, in the order of `partners`.
    """

    partners: tuple[str, ...]
    ties: Mapping[Tie, int]

    @property
    def strengths(self) -> FloatArray:
        """The matrix of strengths, partners by partners, symmetric, 0 where there is no tie."""
        places = {partner: place for place, partner in enumerate(self.partners)}
        matrix = np.zeros((len(self.partners), len(self.partners)))
        for (one, other), strength in self.ties.items():
            matrix[places[one], places[other]] = matrix[places[other], places[one]] = strength
        return matrix

    def without(self, tie: Tie) -> Network:
        """Return the network as it would be if one tie were missing."""
        return Network(self.partners, {key: s for key, s in self.ties.items() if key != tie})


def network_of(collaborations: pd.DataFrame, year: str, partners: Sequence[str]) -> Network:
    """Return the network of a year; a pair with several kinds of tie has its strongest.

    Parameters
    ----------
    collaborations : DataFrame
        The table collaborations.
    year : str
    partners : sequence of str
        The partners of that year; ties with others are left out.
    """
    places = {partner: place for place, partner in enumerate(partners)}
    ties: dict[Tie, int] = {}
    own = collaborations[collaborations["year"].eq(year).fillna(value=False)]
    for row in own.to_dict("records"):
        pair = (str(row["partner"]), str(row["with_partner"]))
        if not set(pair) <= set(places):
            continue
        one, other = sorted(pair, key=lambda name: places[name])
        ties[one, other] = max(ties.get((one, other), 0), int(row["strength"]))
    ordered = sorted(ties.items(), key=lambda item: (places[item[0][0]], places[item[0][1]]))
    return Network(tuple(partners), dict(ordered))


def measures(network: Network) -> pd.DataFrame:
    r"""Return density and centralisation, each with its range if any one tie were missing.

    Returns
    -------
    DataFrame
        measure (of `MEASURES`), value, least, most; missing with fewer than three partners.

    Notes
    -----
    Density is the share of possible ties that are there. Freeman's centralisation is
    :math:`\sum_i (c_{max} - c_i)` over the most that it can be: 1 in a star, 0 where all are alike.

    References
    ----------
    Freeman LC (1978), doi:10.1016/0378-8733(78)90021-7.
    """
    now = _values(network)
    missing = [_values(network.without(tie)) for tie in network.ties] or [now]
    spans = np.array([now, *missing])
    return pd.DataFrame(
        {
            "measure": list(MEASURES),
            "value": now,
            "least": spans.min(axis=0),
            "most": spans.max(axis=0),
        }
    )


def brokers(network: Network) -> pd.DataFrame:
    r"""Return each partner's ties, betweenness and constraint, the strongest broker first.

    Returns
    -------
    DataFrame
        partner, ties, betweenness (the share of all pairs of others that it lies between, on
        shortest ways) and constraint (Burt's: low where a partner's contacts do not know each
        other; missing without a tie).

    Notes
    -----
    Constraint is :math:`\sum_j (p_{ij} + \sum_q p_{iq} p_{qj})^2` with p the share of i's strength.

    References
    ----------
    Brandes U (2001), doi:10.1080/0022250X.2001.9990249; Burt RS (1992), Structural Holes.
    """
    found = pd.DataFrame(
        {
            "partner": list(network.partners),
            "ties": (network.strengths > 0).sum(axis=1),
            "betweenness": betweenness(network).round(SAME),
            "constraint": _constraint(network.strengths),
        }
    )
    order = ["betweenness", "ties", "partner"]
    return found.sort_values(order, ascending=[False, False, True]).reset_index(drop=True)


def leading_brokers(ranked: pd.DataFrame) -> list[str]:
    """Return the partners that broker most, at most three; who is level with a fourth is not one.

    Where all lie between others alike, as on a circle, nobody stands out.

    Parameters
    ----------
    ranked : DataFrame
        As of `brokers`.
    """
    place = ranked["betweenness"].rank(method="max", ascending=False)
    leads = (ranked["betweenness"] > 0) & (place <= MOST_BROKERS) & (place < len(ranked))
    return [str(partner) for partner in ranked.loc[leads, "partner"]]


def ties_left_out(collaborations: pd.DataFrame, year: str, partners: Sequence[str]) -> int:
    """Return how many pairs of a year have a tie but are not both among `partners`."""
    own = collaborations[collaborations["year"].eq(year).fillna(value=False)]
    pairs = {frozenset(pair) for pair in zip(own["partner"], own["with_partner"], strict=True)}
    return sum(not pair <= set(partners) for pair in pairs)


def components(network: Network) -> list[list[str]]:
    """Return the groups of partners that are connected, the largest first; alone ones too."""
    neighbours = _neighbours(network)
    left = list(network.partners)
    found = []
    while left:
        reached = [left[0]]
        for partner in reached:
            reached += [each for each in neighbours[partner] if each not in reached]
        found.append([partner for partner in network.partners if partner in reached])
        left = [partner for partner in left if partner not in reached]
    return sorted(found, key=len, reverse=True)


def tie_changes(before: Network, after: Network) -> pd.DataFrame:
    """Return every tie of either year: partner, with_partner, before, after, change.

    strength is 0 where there is no tie; change is "new", "lost", "kept", "stronger" or "weaker".
    Ties of a partner that was not there in both years count too.
    """
    gone = [(one, other) for one, other in before.ties if (other, one) not in after.ties]
    pairs = list(dict.fromkeys([*after.ties, *gone]))
    rows = [
        (*pair, was, now, _change(was, now))
        for pair in pairs
        for was, now in ((_strength(before, pair), _strength(after, pair)),)
    ]
    return pd.DataFrame(rows, columns=["partner", "with_partner", "before", "after", "change"])


def betweenness(network: Network) -> FloatArray:
    """Return for each partner the share of pairs of others between which it lies."""
    count = len(network.partners)
    found = dict.fromkeys(network.partners, 0.0)
    neighbours = _neighbours(network)
    for source in network.partners:
        _add_dependencies(source, neighbours, found)
    pairs = (count - 1) * (count - 2)  # each pair was met from both its ends
    values = np.array([found[partner] for partner in network.partners])
    return values / pairs if pairs > 0 else np.full(count, np.nan)


def _values(network: Network) -> FloatArray:
    count = len(network.partners)
    if count < FEWEST_PARTNERS:
        return np.full(len(MEASURES), np.nan)
    degrees = (network.strengths > 0).sum(axis=1)
    between = betweenness(network)
    return np.array(
        [
            degrees.sum() / (count * (count - 1)),
            (degrees.max() - degrees).sum() / ((count - 1) * (count - 2)),
            (between.max() - between).sum() / (count - 1),
        ]
    )


def _neighbours(network: Network) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {partner: [] for partner in network.partners}
    for one, other in network.ties:
        found[one].append(other)
        found[other].append(one)
    return found


def _add_dependencies(
    source: str, neighbours: Mapping[str, Iterable[str]], found: dict[str, float]
) -> None:
    """Add what ways from one partner pass through each other one (Brandes' algorithm)."""
    ways, distance = {source: 1.0}, {source: 0}
    before: dict[str, list[str]] = {source: []}
    order, waiting = [], deque([source])
    while waiting:
        partner = waiting.popleft()
        order.append(partner)
        for each in neighbours[partner]:
            if each not in distance:
                distance[each], ways[each], before[each] = distance[partner] + 1, 0.0, []
                waiting.append(each)
            if distance[each] == distance[partner] + 1:
                ways[each] += ways[partner]
                before[each].append(partner)
    dependency = dict.fromkeys(order, 0.0)
    for partner in reversed(order):
        for each in before[partner]:
            dependency[each] += ways[each] / ways[partner] * (1 + dependency[partner])
        if partner != source:
            found[partner] += dependency[partner]


def _constraint(strengths: FloatArray) -> FloatArray:
    totals = strengths.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(totals[:, None] > 0, strengths / totals[:, None], 0.0)
    invested = shares + shares @ shares
    found = np.where(strengths > 0, invested**2, 0.0).sum(axis=1)
    constraint: FloatArray = np.where(totals > 0, found, np.nan)
    return constraint


def _strength(network: Network, pair: Tie) -> int:
    return network.ties.get(pair, network.ties.get((pair[1], pair[0]), 0))


def _change(was: int, now: int) -> str:
    if not was or not now:
        return "new" if now else "lost"
    if was == now:
        return "kept"
    return "stronger" if now > was else "weaker"
