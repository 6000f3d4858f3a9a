"""Commands that start work: a new hub, and a new project in it."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evaluation.cli.app import WorkspaceOption, app, workspace_root
from evaluation.errors import Finding, InvalidInput

if TYPE_CHECKING:
    from evaluation.starting.facts import Fact

Typed = str | list[str] | None  # of an option that may be there several times, each of them

INTERRUPTED = 130
_PLAIN_PATH = re.compile(r"[\w./\\:~+-]+")  # which no shell takes for more than a path
EXAMPLES = {
    "hub": (
        "evaluation new hub my-hub",
        'evaluation new hub my-hub --name "East Innovation Hub" --host "East Trust"',
    ),
    "project": (
        "evaluation new project falls",
        'evaluation new project falls --title "Falls clinic" --go-live 2024-10-01 --site "Ward 1" '
        '--clinical-lead "Consultant geriatrician" --kpi "Falls on the ward" --kind count '
        "--direction decrease",
    ),
    "settings": ("evaluation settings", "evaluation settings --workspace ."),
}

new = typer.Typer(no_args_is_help=True, help="Start work: a workspace for a hub, or a project.")
app.add_typer(new, name="new")


def _fact(metavar: str, meaning: str) -> Any:
    """Return the option for a fact that is asked for where it is not given."""
    return typer.Option(metavar=metavar, help=meaning)


def _examples(name: str) -> str:
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in EXAMPLES[name])])


@new.command("hub", epilog=_examples("hub"))
def new_hub(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder that is empty or not there yet.")
    ],
    name: Annotated[str, typer.Option(metavar="TEXT", help="The hub's full name.")] = "",
    short_name: Annotated[
        str, typer.Option(metavar="TEXT", help="Its name for the head of each page.")
    ] = "",
    host: Annotated[str, typer.Option(metavar="TEXT", help="The organisation that hosts it.")] = "",
    year: Annotated[
        str | None,
        typer.Option(metavar="YEAR", help="Year of its report, such as 2025/26; else this one."),
    ] = None,
) -> None:
    """Make a workspace: settings to fill in, the report's masters, no data.

    Its .gitignore keeps tables out of git, and its README says how to go on. What is not given
    stands in data/hub.yml as "TO FILL IN", and 'evaluation check' lists it.
    """
    from evaluation.starting import HubFacts
    from evaluation.starting import new_hub as make
    from evaluation.workspace import FinancialYear

    facts = HubFacts(year or str(FinancialYear.of(_today())), name, short_name, host)
    made = make(folder, facts)
    typer.echo(str(made))
    typer.echo(
        f"Next: cd {_as_typed(folder)}, fill in data/hub.yml, and start a project with "
        "'evaluation new project NAME'.",
        err=True,
    )


@new.command("project", epilog=_examples("project"))
def new_project(
    slug: Annotated[
        str, typer.Argument(metavar="PROJECT", help="Name of its folder, such as falls.")
    ],
    title: Annotated[str | None, _fact("TEXT", "What the report calls it.")] = None,
    programme: Annotated[
        str | None, _fact("PROGRAMME", "local-priority, or national-medtech-mandate.")
    ] = None,
    go_live: Annotated[str | None, _fact("YYYY-MM-DD", "Such as 2024-10-01.")] = None,
    site: Annotated[list[str] | None, _fact("TEXT", "Once for each site.")] = None,
    clinical_lead: Annotated[str | None, _fact("ROLE", "A role, no name.")] = None,
    owner: Annotated[str | None, _fact("ROLE", "Who answers for it: a role.")] = None,
    kpi: Annotated[str | None, _fact("TEXT", "The main indicator, in a few words.")] = None,
    kind: Annotated[str | None, _fact("KIND", "proportion, rate, count or mean.")] = None,
    per: Annotated[str | None, _fact("NUMBER", "Of a rate, such as 1000.")] = None,
    unit: Annotated[str | None, _fact("TEXT", "As a reader sees it.")] = None,
    direction: Annotated[str | None, _fact("DIRECTION", "increase or decrease is better.")] = None,
    domain: Annotated[str | None, _fact("DOMAIN", "Such as process or safety.")] = None,
    first_month: Annotated[
        str | None, _fact("YYYY-MM", "Fills in the months of the table from here, 2021-04.")
    ] = None,
    audit: Annotated[
        str | None, _fact("TOPIC", "A topic of data/standards to audit against, or none.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Make a project: a commented project.yml and workbooks for its tables.

    In a terminal it asks for what is not given; elsewhere it says what is missing.
    """
    from evaluation.starting import new_project as make
    from evaluation.starting import require_new_slug
    from evaluation.starting.facts import facts_for, project_facts
    from evaluation.starting.hub import workspace_of
    from evaluation.starting.project import topics_of

    root = workspace_of(workspace)
    require_new_slug(root, slug)
    typed: dict[str, Typed] = {
        "title": title,
        "programme": programme,
        "go_live": go_live,
        "site": site or None,
        "clinical_lead": clinical_lead,
        "owner": owner,
        "kpi": kpi,
        "kind": kind,
        "per": per,
        "unit": unit,
        "direction": direction,
        "domain": domain,
        "first_month": first_month,
        "audit": audit,
    }
    wanted = facts_for(topics_of(root))
    given = _asked(wanted, typed) if _is_conversation() else _taken(wanted, typed)
    made = make(root, slug, project_facts(given), _today())
    for path in made.files:
        typer.echo(path.as_posix())
    typer.echo(
        f"Next: fill in the tables and what project.yml marks, then 'evaluation check {slug}'.",
        err=True,
    )


@app.command("settings", epilog=_examples("settings"))
def settings(workspace: WorkspaceOption = None) -> None:
    """Validate hub.yml, project.yml and standards; read no table.

    For a workspace whose tables are elsewhere, as in the checks on GitHub; 'evaluation check'
    reads the tables too.
    """
    from evaluation.starting.settings import settings_findings

    findings = settings_findings(workspace_root(workspace))
    if any(finding.severity == "error" for finding in findings):
        raise InvalidInput.from_findings(findings)
    typer.echo("The settings are valid. No table was read.")
    if findings:
        typer.echo(f"Warnings: {len(findings)}; 'evaluation check' lists them.", err=True)


def _asked(facts: tuple[Fact, ...], typed: Mapping[str, Typed]) -> dict[str, Any]:
    """Return the facts, asking for those that were not given or are not valid."""
    given: dict[str, Any] = {}
    try:
        for fact in facts:
            if fact.applies(given):
                given[fact.name] = _answer(fact, given, typed[fact.name])
    except (typer.Abort, KeyboardInterrupt, EOFError):
        typer.echo(err=True)
        raise typer.Exit(INTERRUPTED) from None
    return given


def _answer(fact: Fact, given: Mapping[str, Any], first: Typed) -> Any:
    proposed = fact.default(given) if fact.default else None
    is_optional = proposed == "" and _parses(fact.parse, "")
    answer: Typed = first
    while True:
        if answer is None:
            answer = typer.prompt(
                fact.question,
                default=proposed if proposed or is_optional else None,
                show_default=bool(proposed),
            )
        try:
            return fact.parse(answer)
        except ValueError as reason:
            typer.echo(str(reason), err=True)
            answer = None


def _parses(parse: Callable[[Any], Any], text: Typed) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _taken(facts: tuple[Fact, ...], typed: Mapping[str, Typed]) -> dict[str, Any]:
    """Return the facts from options and defaults, or refuse with all that is missing or wrong."""
    given: dict[str, Any] = {}
    missing: list[str] = []
    findings: list[Finding] = []
    for fact in facts:
        text = typed[fact.name]
        if not fact.applies(given):
            continue
        if text is None and fact.default is not None:
            text = fact.default(given)
            if not _parses(fact.parse, text):
                text = None
        if text is None:
            if fact.default is None or not missing:  # else what it follows from is missing
                missing.append(fact.option)
            continue
        try:
            given[fact.name] = fact.parse(text)
        except ValueError as reason:
            findings.append(Finding(str(reason), place=fact.option))
    if missing:
        sentence = f"Still to be said: {', '.join(missing)}."
        remedy = "Give them as options, or call the command in a terminal, which asks."
        findings.append(Finding(sentence, remedy))
    if findings:
        raise InvalidInput("The project was not made; nothing was written.", findings=findings)
    return given


def _is_conversation() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def _as_typed(folder: Path) -> str:
    written = str(folder)
    is_plain = _PLAIN_PATH.fullmatch(written) is not None
    return written if is_plain else f'"{written}"'
