"""A form's parts as Markdown: every heading stays, and what is missing is named, never filled."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.present.blocks import bullets, escape
from evaluation.publish.case_study.parts import Part, Parts

MISSING_HEADING = "What is missing"


def markdown(parts: Parts, sections: Sequence[Part], missing: Sequence[str]) -> str:
    """Return a case study as Markdown.

    Parameters
    ----------
    parts : Parts
    sections : sequence of Part
        The headings of the form, in its order.
    missing : sequence of str
        As `missing_parts` says it.
    """
    blocks = [_standfirst(parts)]
    for section in sections:
        blocks += [f"# {section.heading}", section.text or not_written(section.wanted)]
    if missing:
        blocks += [f"# {MISSING_HEADING}", bullets(missing)]
    return "\n\n".join(blocks) + "\n"


def missing_parts(parts: Parts, sections: Sequence[Part]) -> list[str]:
    """Return what is missing, one sentence each, in the order of the form."""
    missing = [] if parts.study.standfirst else ["Standfirst: write 'standfirst'."]
    missing += [f"{item.heading}: {item.wanted}" for item in sections if not item.text]
    quote = parts.study.quote
    if quote is not None and not quote.permission:
        missing.append("Quotation: it is not published without permission.")
    return missing


def _standfirst(parts: Parts) -> str:
    text = parts.words(parts.study.standfirst)
    return f"**{text}**" if text else not_written("write 'standfirst'.")


def not_written(wanted: str) -> str:
    """Return the marked paragraph that stands where a part is missing."""
    return f"::: {{.callout-warning}}\n## Not yet written\n\nNot yet written: {escape(wanted)}\n:::"
