"""A project on one page: what was found, the main numbers and chart, lessons and next steps.

In: a project's result and its chapter. Out: Markdown in parts, the most important first, so that
a page that is too full loses its end and not its finding.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from evaluation.portfolio import ProjectResult, cards_markdown, indicator_cards, main_effect_card
from evaluation.present import numbers
from evaluation.present.blocks import bullets, escape, lead_sentence
from evaluation.publish.chapters import FIGURES
from evaluation.publish.in_short import further_sentences, main_sentence
from evaluation.publish.request import PublicationRequest
from evaluation.workspace import Project, describe

MOST_CARDS = 4
NO_RESULT = "This project has no result yet."
FAILED = "The last run of this project failed; this page shows its last good result."


def one_page_parts(item: ProjectResult, figure: str) -> list[str]:
    """Return the page's parts as Markdown, the most important first.

    Parameters
    ----------
    item : ProjectResult
    figure : str
        Markdown of the project's main chart; empty where it has none.
    """
    project = item.folder.project
    return [part for part in (_finding(item), _what(project), _numbers(item), figure) if part] + [
        part for part in (_further(item), _lessons(project), _next_steps(project)) if part
    ]


def main_figure(item: ProjectResult, chapter: str) -> str:
    """Return the Markdown of the main chart as the project's chapter has it, or nothing.

    Parameters
    ----------
    item : ProjectResult
    chapter : str
        The chapter's Markdown.
    """
    primary = item.folder.project.primary_its
    if primary is None:
        return ""
    path = f"(chapters/{FIGURES}/{item.folder.slug}-{primary.id}.svg)"
    line = next((line for line in chapter.splitlines() if path in line), "")
    if not line:
        return ""
    # The finding stands above already, so the caption says what is drawn.
    caption = f"{item.folder.project.kpi(primary.kpi).label}: what was observed and expected"
    return f"![{escape(caption)}]{path}{line.partition(path)[2]}"


def main_figure_files(item: ProjectResult, request: PublicationRequest) -> tuple[Path, Path]:
    """Return the main chart's image and the numbers behind it."""
    primary = item.folder.project.primary_its
    stem = f"{item.folder.slug}-{primary.id}" if primary else item.folder.slug
    folder = request.reports / "chapters" / FIGURES
    return folder / f"{stem}.svg", folder / f"{stem}.csv"


def _finding(item: ProjectResult) -> str:
    sentence = main_sentence(item.sentences) or NO_RESULT
    lead = lead_sentence(sentence)
    return f"{FAILED}\n\n{lead}" if item.has_failed and item.good else lead


def _what(project: Project) -> str:
    sites = ", ".join(site.name for site in project.sites)
    day = numbers.day_text(project.dates.go_live)
    return f"{escape(project.summary)} In use since {day} at {escape(sites)}."


def _numbers(item: ProjectResult) -> str:
    main = main_effect_card(item)
    cards = [*([main] if main else []), *indicator_cards(item)][:MOST_CARDS]
    here = [replace(card, section="") for card in cards]
    return cards_markdown(here) if cards else ""


def _further(item: ProjectResult) -> str:
    found = further_sentences(item.sentences)
    return bullets(found)


def _lessons(project: Project) -> str:
    kinds = (
        ("What worked well", project.lessons.worked_well),
        ("What could be better", project.lessons.could_be_better),
    )
    parts = [f"**{title}:** {escape(items[0])}" for title, items in kinds if items]
    return "\n\n".join(parts)


def _next_steps(project: Project) -> str:
    plan = project.exit
    if plan is None:
        return ""
    text = f"**Next steps ({describe(plan.status)}):** {escape(plan.plan)}"
    if plan.business_as_usual_date:
        text += f" Business as usual from {numbers.day_text(plan.business_as_usual_date)}."
    return text
