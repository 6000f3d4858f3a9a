"""The case study in the form of NHS England's innovation case studies: its headings in order."""

from __future__ import annotations

from evaluation.present.blocks import escape
from evaluation.publish.case_study.parts import Part, Parts

RUN_FIRST = "run the project; it has no result yet."


def nhs_england(parts: Parts) -> list[Part]:
    """Return the headings of the form and what stands under each."""
    study = parts.study
    return [
        Part("Themes", parts.themes(), "write 'themes'."),
        Part("Case study summary", parts.summary(), "write 'summary' in project.yml."),
        Part(
            "What was the problem or opportunity?", parts.words(study.problem), "write 'problem'."
        ),
        Part(
            "How did this support innovation adoption and spread?",
            parts.words(study.how_supported),
            "write 'how_supported'.",
        ),
        Part(
            "How were patients and the public involved?",
            parts.involvement(),
            "write 'patients_and_public', or 'ppi' in project.yml.",
        ),
        Part("What were the results?", _results(parts), RUN_FIRST),
        Part("What were the learning points?", parts.learning(), "write 'learning'."),
        Part("Next steps and sustainability", parts.next_steps(), "write 'next_steps'."),
        Part("Find out more", parts.find_out_more(), "write 'find_out_more'."),
        Part("Contact details", parts.contact(), "write 'contact'."),
    ]


def _results(parts: Parts) -> str:
    found = [f"- {escape(sentence)}" for _, sentences in parts.findings() for sentence in sentences]
    if not parts.main_finding():
        return ""
    blocks = [parts.main_finding(), "\n".join(found), *parts.figures(), parts.quote()]
    return "\n\n".join(block for block in blocks if block)
