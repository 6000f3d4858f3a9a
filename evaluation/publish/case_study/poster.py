"""The poster's parts, the most important first: a page that is too full loses its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from evaluation.portfolio import cards_markdown, indicator_cards, main_effect_card
from evaluation.present.words import listed
from evaluation.publish.case_study.pages import not_written
from evaluation.publish.case_study.parts import Part, Parts
from evaluation.publish.case_study.references import plain_with_numbers
from evaluation.publish.in_short import main_sentence
from evaluation.publish.syntax import Node, paragraph, plain_text, text

MOST_CARDS = 4
NO_RESULT = "This project has no result yet"
LEFT_OUT = "Left out here for want of room, and on the web page: {parts}."
PART, PART_END = "::::::: {.page-part}", ":::::::"


def headline(parts: Parts) -> str:
    """Return the poster's headline as plain text: the file's own, or the main finding."""
    own = parts.study.poster.headline
    if own:
        return plain_with_numbers(own, parts.item)
    return main_sentence(parts.item.sentences) or NO_RESULT


def poster_parts(parts: Parts) -> list[Part]:
    """Return what stands on a poster, the most important first."""
    study = parts.study
    charts = parts.figures()
    wanted = [
        Part("In numbers", _cards(parts), "run the project; it has no result yet."),
        Part("Why we did it", parts.words(study.problem or study.challenge), "write 'problem'."),
        Part("Take away", parts.words(study.poster.take_away), "write 'take_away' of 'poster'."),
        Part("What changed", charts[0] if charts else "", "run the project; it has no chart yet."),
        Part("What we learnt", parts.learning(), "write 'learning'."),
        Part("Next steps", parts.next_steps(), "write 'next_steps'."),
        Part("Contact", parts.contact(), "write 'contact'."),
    ]
    # What is missing stands last, so that it takes no room from what is there.
    return sorted(wanted, key=lambda part: not part.text)


def poster_markdown(sections: list[Part]) -> str:
    """Return the poster's parts as Markdown, each one block that stays whole or is left out."""
    return "\n\n".join(
        f"{PART}\n# {item.heading}\n\n{item.text or not_written(item.wanted)}\n{PART_END}"
        for item in sections
    )


def named_as_left_out(parts: Sequence[Node]) -> Node:
    """Return the last line of a poster that has no room for some parts: their names.

    Parameters
    ----------
    parts : sequence of Node
        Those that are left out, each a division that opens with its heading.
    """
    names = [plain_text(next(iter(part["c"][1]), [])) for part in parts]
    return paragraph([text(LEFT_OUT.format(parts=listed(names)))])


def _cards(parts: Parts) -> str:
    main = main_effect_card(parts.item)
    cards = [*([main] if main else []), *islice(indicator_cards(parts.item), MOST_CARDS)]
    here = [replace(card, section="") for card in cards[:MOST_CARDS]]
    return cards_markdown(here) if here else ""
