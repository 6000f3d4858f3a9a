"""The case study in the form of the Accelerating Innovation Systems programme."""

from __future__ import annotations

from evaluation.present.blocks import bullets
from evaluation.publish.case_study.nhs_england import RUN_FIRST
from evaluation.publish.case_study.parts import Part, Parts


def accelerating(parts: Parts) -> list[Part]:
    """Return the headings of the form and what stands under each."""
    study = parts.study
    return [
        Part("Challenge or opportunity", parts.words(study.challenge), "write 'challenge'."),
        Part("Response", parts.words(study.response), "write 'response'."),
        Part("Why", parts.words(study.why), "write 'why'."),
        Part("Who", parts.words(study.who), "write 'who'."),
        Part("Progress and impact so far", _progress(parts), RUN_FIRST),
        Part("Key lessons and insights", parts.learning(), "write 'learning'."),
        Part("Further information", parts.find_out_more(), "write 'find_out_more'."),
        Part("Contact details", parts.contact(), "write 'contact'."),
    ]


def _progress(parts: Parts) -> str:
    sections = [f"## {title}\n\n" + bullets(sentences) for title, sentences in parts.findings()]
    if not parts.main_finding():
        return ""
    blocks = [
        parts.main_finding(),
        *sections[:1],
        *parts.figures(),
        *sections[1:],
        parts.quote(),
    ]
    return "\n\n".join(block for block in blocks if block)
