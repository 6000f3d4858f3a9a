"""The findings of a project in a few sentences at the top of its chapter, main one first.

In: the chapter's Markdown and the sentences that its run saved. Out: the chapter with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evaluation.present.blocks import bullets, lead_sentence

# The sections of the notebook whose sentences stand on top, the main one first.
SECTIONS = ("interrupted_time_series", "kpis", "audit", "inequalities", "value")
FIRST_SECTION = "\n## "


def main_sentence(sentences: Mapping[str, Sequence[str]]) -> str:
    """Return the project's finding in one sentence, empty where it has none.

    Examples
    --------
    >>> main_sentence({"kpis": ["Of 2 indicators, 2 improved."]})
    'Of 2 indicators, 2 improved.'
    """
    return next((sentences[name][0] for name in SECTIONS if sentences.get(name)), "")


def further_sentences(sentences: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the first finding of each other section."""
    found = [sentences[name][0] for name in SECTIONS if sentences.get(name)]
    return found[1:]


def with_findings(chapter: str, sentences: Mapping[str, Sequence[str]]) -> str:
    """Return a chapter that opens with its findings, before its first section.

    Parameters
    ----------
    chapter : str
        Markdown.
    sentences : mapping of str to sequence of str
        What was found, by the section of the notebook.
    """
    main = main_sentence(sentences)
    if not main:
        return chapter
    parts = [lead_sentence(main)]
    further = further_sentences(sentences)
    if further:
        parts.append(bullets(further))
    opening = "\n\n".join(parts)
    before, mark, rest = chapter.partition(FIRST_SECTION)
    return f"{before.rstrip()}\n\n{opening}\n{mark}{rest}"
