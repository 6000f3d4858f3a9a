"""The parts of a case study: each from the project's own words, its file or its results.

In: a project's result, whose folder holds its words. Out: Markdown of each part, empty where
nobody has written it; nothing is filled in from elsewhere than the source a part is promised from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluation.portfolio import ProjectResult
from evaluation.present import numbers
from evaluation.present.blocks import escape, lead_sentence
from evaluation.present.impact_words import SIGN
from evaluation.present.words import counted
from evaluation.publish.case_study.references import with_numbers
from evaluation.publish.in_short import main_sentence
from evaluation.publish.one_page import FAILED, main_figure
from evaluation.workspace import CaseStudy, Project, describe

MOST_FURTHER_FIGURES = 3
SECTION_TITLES = {
    "interrupted_time_series": "Main outcomes over time",
    "kpis": "Indicators before and after",
    "audit": "Clinical audit",
    "inequalities": "Inequalities",
    "value": "Costs, benefits and value",
}
MONEY = "GBP"
# Analyses whose results are money; their methods name prices, discounting and draws.
MONEY_NAMES = {
    "value": "Costs, benefits and return: {method}.",
    "resource impact": f"Net impact: {{method}}. {SIGN}",
}


@dataclass(frozen=True)
class Part:
    """One heading of a form and what stands under it.

    Parameters
    ----------
    heading : str
    text : str
        Markdown; empty where it is missing.
    wanted : str
        What is to be written or run, and where, if it is missing.
    """

    heading: str
    text: str
    wanted: str


class Parts:
    """What a project's case study can say, part by part.

    Parameters
    ----------
    item : ProjectResult
    chapter : str
        The project's chapter as Markdown, from which the charts come; empty where there is none.
    """

    def __init__(self, item: ProjectResult, chapter: str) -> None:
        self.item = item
        self.chapter = chapter
        self.study = item.folder.case_study or CaseStudy()
        self.project: Project = item.folder.project

    def words(self, text: str | None) -> str:
        """Return one text of the file with its numbers, empty where it is not written."""
        return with_numbers(text, self.item) if text else ""

    def listed(self, texts: Sequence[str]) -> str:
        """Return texts of the file as a list."""
        return "\n".join(f"- {self.words(text)}" for text in texts)

    def themes(self) -> str:
        """Return the themes as a list."""
        return self.listed(self.study.themes)

    def summary(self) -> str:
        """Return what the project is and what was done, from its own file."""
        done = self.project.what_was_done
        day = numbers.day_text(self.project.dates.go_live)
        sites = counted(len(self.project.sites), "site")
        parts = [escape(self.project.summary), escape(done) if done else ""]
        return "\n\n".join([*(part for part in parts if part), f"In use since {day} at {sites}."])

    def involvement(self) -> str:
        """Return how patients and the public were involved: words, then the project's log."""
        log = [
            f"- **{escape(entry.group)}** ({entry.level}): {escape(entry.activity)}."
            + (f" What changed: {escape(entry.change)}." if entry.change else "")
            for entry in self.project.ppi
        ]
        parts = (self.words(self.study.patients_and_public), "\n".join(log))
        return "\n\n".join(part for part in parts if part)

    def learning(self) -> str:
        """Return the learning points; the project's lessons where the file has none."""
        if self.study.learning:
            return self.listed(self.study.learning)
        lessons = self.project.lessons
        return self.listed([*lessons.worked_well, *lessons.could_be_better])

    def next_steps(self) -> str:
        """Return the next steps; the project's exit plan where the file has none."""
        if self.study.next_steps:
            return self.words(self.study.next_steps)
        plan = self.project.exit
        return f"{escape(plan.plan)} Status: {describe(plan.status)}." if plan else ""

    def find_out_more(self) -> str:
        """Return links, with their addresses, for print."""
        return "\n".join(
            f"- {escape(item.label)}: <{item.url}>" for item in self.study.find_out_more
        )

    def contact(self) -> str:
        """Return the role, and the mailbox that a team reads."""
        found = self.study.contact
        if found is None:
            return ""
        mail = f": <{found.mailbox}>" if found.mailbox else ""
        return f"{escape(found.role)}{mail}"

    def quote(self) -> str:
        """Return the quotation, where the person it is from has allowed it."""
        said = self.study.quote
        if said is None or not said.permission:
            return ""
        return f"> {self.words(said.text)}\n>\n> {escape(said.said_by)}"

    def findings(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each section of the results: its title and its sentences, the main one apart."""
        main = main_sentence(self.item.sentences)
        for name, title in SECTION_TITLES.items():
            further = [text for text in self.item.sentences.get(name, ()) if text != main]
            if name == "value" and self.item.sentences.get(name):
                further += self._money_notes()
            if further:
                yield title, further

    def _money_notes(self) -> list[str]:
        """Return the prices and method of money: each analysis may have prices of its own."""
        return [
            words.format(method=method)
            for analysis, words in MONEY_NAMES.items()
            for method in dict.fromkeys(
                estimate.method
                for estimate in self.item.estimates
                if estimate.analysis == analysis and estimate.unit.startswith(MONEY)
            )
        ]

    def main_finding(self) -> str:
        """Return the main finding as an opening sentence, empty without results."""
        sentence = main_sentence(self.item.sentences)
        lead = lead_sentence(sentence) if sentence else ""
        return f"{FAILED}\n\n{lead}" if lead and self.item.has_failed else lead

    def figures(self) -> list[str]:
        """Return the main chart and up to three more of the chapter, each as Markdown."""
        slug = self.item.folder.slug
        others = [f"{slug}-{its.id}" for its in self.project.its if not its.primary]
        others += [f"{slug}-{item.kpi}-{item.dimension}" for item in self.project.inequalities]
        others += [f"{slug}-cumulative"]
        lines = self.chapter.splitlines()
        wanted = [f"](chapters/figures/{stem}.svg){{" for stem in dict.fromkeys(others)]
        further = [
            line for mark in wanted for line in lines if line.startswith("![") and mark in line
        ]
        main = main_figure(self.item, self.chapter)
        return [*([main] if main else []), *further[:MOST_FURTHER_FIGURES]]
