"""The opening of the hub's year: what each of its chapters found, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from evaluation.present.blocks import Prose, escape
from evaluation.present.words import counted
from evaluation.study.section import Section

HEADING = "# The hub's own year {#sec-hub-year}"
NOTHING = "The hub has kept no tables of its own year."


def opening(chapters: Mapping[str, Section]) -> Section:
    """Return the heading and the first finding of each chapter that has something to show.

    Parameters
    ----------
    chapters : mapping of str to Section
        Every chapter by name, in the order of the report.
    """
    told = {name: section.sentences[0] for name, section in chapters.items() if section.sentences}
    if not told:
        return Section((Prose(f"{HEADING}\n\n{NOTHING}"),))
    about = (
        f"What the hub itself did, in {counted(len(told), 'chapter')}: its capability, its "
        "partners, its money and how it is run. Each begins with the finding that stands here."
    )
    lines = "\n".join(f"- {escape(sentence)} (@sec-{name})" for name, sentence in told.items())
    return Section((Prose(f"{HEADING}\n\n{about}\n\n{lines}"),))
