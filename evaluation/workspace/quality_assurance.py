"""The record of a year's quality assurance: who reviewed what is to be published, and found what.

In: `data/quality-assurance/2025-26.yml`. Out: a strict model, or findings; and a template of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from evaluation.errors import Finding
from evaluation.workspace.action_plan import PERSON
from evaluation.workspace.strict import Date, Slug, StrictModel, Text, validate
from evaluation.workspace.yaml_source import read_yaml
from evaluation.workspace.years import FinancialYear

FOLDER = Path("data") / "quality-assurance"
# What a reviewer answers. After the Aqua Book (HM Treasury, 2015), sections 3 and 8: verification
# that the analysis is right, validation that it is the right analysis, and a clear audit trail.
CHECKLIST: dict[str, str] = {
    "data": "Are the data complete and the right ones, and was their quality looked at?",
    "definitions": "Are indicators, baselines and groups those that were agreed?",
    "pre-specification": "Were the analyses done as they were fixed, and is each departure told?",
    "methods": "Are the methods right for the data, and were their checks looked at?",
    "recomputed": "Were the numbers computed again with `evaluation verify`, and are they the same?",
    "sentences": "Does each sentence and headline say what its number and interval say?",
    "disclosure": "Can no person be recognised, in any table, chart, file or by subtraction?",
    "limitations": "Are the limitations told where the result is told?",
    "accessibility": "Can the report be read with a screen reader, and without colour?",
    "clinical-lead": "Has each project's clinical lead seen its chapter and agreed to it?",
}


def _is_role(text: str) -> str:
    if PERSON.search(text):
        raise ValueError("A reviewer is named by role, such as 'Head of analytics', not by name.")
    return text


Role = Annotated[Text, AfterValidator(_is_role)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Reviewer(StrictModel):
    """Who reviewed, by role, and which part; everything where no part is named."""

    role: Role
    part: Text | None = None


class Answer(StrictModel):
    """The answer to one question of the checklist; a question of the hub's own has its text."""

    item: Slug
    answer: Literal["yes", "no", "not-applicable"]
    question: Text | None = None
    comment: Text | None = None

    @model_validator(mode="after")
    def _what_is_not_so_needs_a_comment(self) -> Self:
        if self.answer != "yes" and self.comment is None:
            raise ValueError(f"'{self.item}' is answered with {self.answer} and needs a 'comment'.")
        return self


class QualityAssurance(StrictModel):
    """The quality assurance of one year's report.

    Parameters
    ----------
    year : str
        Financial year, such as 2025/26.
    reviewed : str
        Digest of the results that were reviewed, as `evaluation review` prints it.
    date : date
        Day of the review.
    prepared_by : str
        Role of who made the analyses.
    reviewers : list of Reviewer
        At least one of another role.
    checklist : list of Answer
        One for each question.

    References
    ----------
    HM Treasury (2015), The Aqua Book: guidance on producing quality analysis for government.
    """

    year: Text
    reviewed: Digest
    date: Date
    prepared_by: Role
    reviewers: list[Reviewer] = Field(min_length=1)
    checklist: list[Answer]

    @model_validator(mode="after")
    def _somebody_else_reviewed(self) -> Self:
        if all(reviewer.role == self.prepared_by for reviewer in self.reviewers):
            raise ValueError("'reviewers' needs a role other than the one in 'prepared_by'.")
        return self

    @model_validator(mode="after")
    def _every_question_is_answered(self) -> Self:
        answered = [answer.item for answer in self.checklist]
        twice = sorted({item for item in answered if answered.count(item) > 1})
        if twice:
            raise ValueError(f"The checklist answers '{twice[0]}' more than once.")
        missing = [item for item in CHECKLIST if item not in answered]
        if missing:
            raise ValueError(f"The checklist does not answer: {', '.join(missing)}.")
        for answer in self.checklist:
            if answer.item not in CHECKLIST and answer.question is None:
                raise ValueError(f"'{answer.item}' is a question of your own: give its 'question'.")
        return self


def record_path(root: Path, year: FinancialYear) -> Path:
    """Return where the record of a year lies in the workspace at `root`."""
    return root / FOLDER / f"{year.in_file_names}.yml"


def read_quality_assurance(
    root: Path, year: FinancialYear
) -> tuple[QualityAssurance | None, list[Finding]]:
    """Return the record of a year, or None and what is wrong with it.

    Parameters
    ----------
    root : Path
        The workspace.
    year : FinancialYear
    """
    path = record_path(root, year)
    shown = path.relative_to(root).as_posix()
    if not path.is_file():
        sentence = "The quality assurance of this year is not recorded."
        remedy = f"Write it with `evaluation review {year} --write`, and answer the questions."
        return None, [Finding(sentence, remedy, file=shown)]
    record, findings = validate(QualityAssurance, read_yaml(path, shown), shown)
    if record is not None and record.year != str(year):
        findings = [Finding(f"This is the record of {record.year}.", f"Give {year}.", file=shown)]
        return None, findings
    return record, findings


def template(year: FinancialYear, digest: str) -> str:
    """Return a record to be filled in: every answer is still open.

    Parameters
    ----------
    year : FinancialYear
    digest : str
        Of the results as they are now.
    """
    items = "\n".join(
        f"  # {question}\n  - item: {item}\n    answer:\n    comment:"
        for item, question in CHECKLIST.items()
    )
    return f"""\
# Quality assurance of the report of {year}: fill in every empty place.
year: {year}
# The results that were reviewed; `evaluation review {year}` prints it. Another digest means that
# the results have changed since, and that they must be reviewed again.
reviewed: {digest}
date:
# Roles, never names.
prepared_by:
reviewers:
  - role:
# answer: yes, no or not-applicable; all but yes need a comment.
checklist:
{items}
"""
