"""The chapter on partners and networks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from evaluation.estimate import Estimate
from evaluation.hub.partners.in_kind import in_kind_by, in_kind_value
from evaluation.hub.partners.network import (
    Network,
    brokers,
    components,
    leading_brokers,
    measures,
    network_of,
    tie_changes,
    ties_left_out,
)
from evaluation.hub.partners.register import moved_in, partners_on, seats_on
from evaluation.hubyear.partner_tables import (
    brokers_table,
    in_kind_table,
    measures_table,
    seats_table,
    ties_table,
)
from evaluation.hubyear.partner_words import (
    lead,
    left_out_sentence,
    network_sentence,
    no_ties_sentence,
    register_sentence,
    seats_sentence,
    unvalued_sentence,
)
from evaluation.hubyear.year import HubYear
from evaluation.present.blocks import Block, Prose, chapter_opening, escape
from evaluation.present.hub.network_figure import network_figure
from evaluation.study.section import Section

HEADING = "# Partners and networks {#sec-partners}"
ANALYSIS = "partners"
NOT_KNOWN = "not known"
TABLES = ("representation", "in-kind", "collaborations")
CENSUS = (
    "These are all partners and no sample, so there is no interval; the range says what each "
    "measure would be if any one of these ties were not there."
)


@dataclass(frozen=True)
class Networks:
    """The network of the reported year and of the one before.

    The one before is without partners where nothing was recorded for it: its ties are not known,
    which is not that there were none.
    """

    now: Network
    before: Network


def chapter(year: HubYear) -> Section:
    """Return the chapter; nothing where the hub has no such data."""
    if all(year.table(name).empty for name in TABLES) or year.partners.empty:
        return Section(())
    day = year.year.end
    there = partners_on(year.partners, day)
    networks = _networks(year)
    first = lead(len(there), networks.now, day)
    joined, left = moved_in(year.partners, year.year.start, day)
    said = register_sentence(joined, left, year.year)
    blocks: list[Block] = [
        chapter_opening(HEADING, first),
        Prose(escape(said)),
        *_seats(year),
        *_network(year, networks),
        *_in_kind(year),
    ]
    return Section(tuple(blocks), tuple(_estimates(year, networks.now)), sentences=(first,))


def _networks(year: HubYear) -> Networks:
    table = year.table("collaborations")
    previous = year.year.previous
    now, before = (
        network_of(table, str(each), list(partners_on(year.partners, each.end)["id"]))
        for each in (year.year, previous)
    )
    is_recorded = table["year"].eq(str(previous)).any()
    return Networks(now, before if is_recorded else Network((), {}))


def _seats(year: HubYear) -> Iterator[Block]:
    representation = year.table("representation")
    if representation.empty:
        return
    seats = seats_on(year.partners, representation, year.year.end)
    said = escape(seats_sentence(seats))
    yield Prose(f"## Seats in the two groups {{#sec-partners-seats}}\n\n{said}")
    yield seats_table(seats)


def _network(year: HubYear, networks: Networks) -> Iterator[Block]:
    heading = "## Who works with whom {#sec-partners-network}"
    if not networks.now.ties:
        if networks.before.ties:
            said = no_ties_sentence(len(networks.before.ties), year.year)
            yield Prose(f"{heading}\n\n{escape(said)}")
        return
    labels = dict(zip(year.partners["id"], _short(year), strict=True))
    ranked = brokers(networks.now)
    changes = tie_changes(networks.before, networks.now)
    if not networks.before.partners:
        changes = changes.assign(change=NOT_KNOWN)
    everybody = [*networks.now.partners]
    everybody += [each for each in networks.before.partners if each not in everybody]
    drawn = pd.DataFrame({"partner": everybody})
    counts = dict(zip(ranked["partner"], ranked["ties"], strict=True))
    drawn = drawn.assign(
        label=[labels[name] for name in everybody],
        ties=[int(counts.get(name, 0)) for name in everybody],
        is_broker=[name in leading_brokers(ranked) for name in everybody],
    )
    said = network_sentence(changes, components(networks.now), labels)
    own = list(networks.now.partners)
    others = ties_left_out(year.table("collaborations"), str(year.year), own)
    yield Prose(f"{heading}\n\n{escape(said + left_out_sentence(others))}")
    yield network_figure(
        drawn,
        changes,
        caption=said,
        subtitle=f"Collaborations of partners in {year.year}",
        source=year.source_line,
        figure_label="partners-network",
    )
    yield Prose(escape(CENSUS))
    yield measures_table(measures(networks.now), measures(networks.before), year.year)
    yield brokers_table(ranked, labels)
    yield ties_table(changes, labels)


def _short(year: HubYear) -> Sequence[str]:
    """Return the partners' names without a word that all of them begin with."""
    names = [str(name) for name in year.partners["name"]]
    first = names[0].partition(" ")[0]
    is_shared = len(names) > 1 and all(name.startswith(f"{first} ") for name in names)
    return [name.removeprefix(f"{first} ") for name in names] if is_shared else names


def _in_kind(year: HubYear) -> Iterator[Block]:
    table, current = year.table("in-kind"), str(year.year)
    if not table["year"].eq(current).any():
        return
    labels = dict(zip(year.partners["id"], _short(year), strict=True))
    by_partner = in_kind_by(table, current, "partner")
    said = unvalued_sentence(in_kind_value(table, current), by_partner, current)
    yield Prose(f"## Contributions in kind {{#sec-partners-in-kind}}\n\n{escape(said)}")
    yield in_kind_table(by_partner, "partner", labels)
    yield in_kind_table(in_kind_by(table, current, "kind"), "kind", {})


def _estimates(year: HubYear, network: Network) -> Iterator[Estimate]:
    if not network.ties:
        return
    for row in measures(network).dropna(subset=["value"]).to_dict("records"):
        yield Estimate(
            analysis=ANALYSIS,
            outcome="network",
            measure=row["measure"],
            unit="ratio",
            value=row["value"],
            lower=None,
            upper=None,
            n=len(network.partners),
            method="of all partners, Freeman's definitions; a census, so without an interval",
            period=str(year.year),
            provenance=year.provenance,
            label="Network of partners",
        )
