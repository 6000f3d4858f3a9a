"""One to three examples of every command, shown at the end of its help; each one is tested."""

from __future__ import annotations

import typer

from evaluation.cli.groups import command_name

HEADING = "Examples:"
EXAMPLES: dict[str, tuple[str, ...]] = {
    "actions": ("evaluation actions", "evaluation actions falls --on 2026-03-31"),
    "audit": ("evaluation audit audit.yml", "evaluation audit audit.yml --json"),
    "case-study": (
        "evaluation case-study falls",
        "evaluation case-study falls --form poster --to pdf",
    ),
    "check": (
        "evaluation check",
        "evaluation check falls plgf",
        "evaluation check --json > findings.json",
    ),
    "copy-notebook": ("evaluation copy-notebook falls",),
    "doctor": ("evaluation doctor", "evaluation doctor --json"),
    "export": (
        "evaluation export baseline-assessment --to baseline.xlsx",
        "evaluation export benefits falls --to benefits.xlsx",
    ),
    "funnel": ("evaluation funnel funnel.yml", "evaluation funnel funnel.yml --figure funnel.svg"),
    "impact": (
        "evaluation impact impact.yml",
        "evaluation impact impact.yml --to impact.xlsx --figure impact.png",
    ),
    "inequality": ("evaluation inequality gap.yml", "evaluation inequality gap.yml --json"),
    "its": ("evaluation its series.yml", "evaluation its series.yml --json"),
    "lab": ("evaluation lab", "evaluation lab falls --no-browser --port 8890"),
    "power": ("evaluation power plan.yml", "evaluation power plan.yml --figure power.svg"),
    "prespecify": (
        "evaluation prespecify falls",
        "evaluation prespecify falls --date 2025-01-06",
        'evaluation prespecify falls --amend "The incident system changed in May."',
    ),
    "quarterly": (
        "evaluation quarterly 2025/26-Q3",
        "evaluation quarterly 2025/26-Q3 --to pdf --final",
    ),
    "release": ("evaluation release 2025/26", "evaluation release 2025/26 --date 2026-06-30"),
    "report": (
        "evaluation report",
        "evaluation report --to html",
        "evaluation report --year 2024/25 --engine embedded",
    ),
    "review": ("evaluation review 2025/26", "evaluation review 2025/26 --write"),
    "run": ("evaluation run", "evaluation run falls plgf --jobs 2", "evaluation run falls --force"),
    "sample-size": (
        "evaluation sample-size sample.yml",
        "evaluation sample-size sample.yml --json",
    ),
    "serve": ("evaluation serve", "evaluation serve --port 0 --open"),
    "spc": ("evaluation spc chart.yml", "evaluation spc chart.yml --json"),
    "standardise": ("evaluation standardise rates.yml", "evaluation standardise rates.yml --json"),
    "status": ("evaluation status", "evaluation status --year 2024/25", "evaluation status --json"),
    "template": (
        "evaluation template kpi --to kpi.xlsx",
        "evaluation template hub --to hub.xlsx",
        "evaluation template benefits --from benefits.xlsx --to value.yml",
    ),
    "verify": ("evaluation verify", "evaluation verify falls --tolerance 1e-6 --json"),
}


def add_examples(app: typer.Typer) -> None:
    """Give every command of an application its examples, where it has no last words of its own."""
    for command in app.registered_commands:
        name = command_name(command)
        lines = EXAMPLES.get(name, ())
        has_own = command.epilog is not None or HEADING in (command.callback.__doc__ or "")
        if lines and not has_own:
            command.epilog = "\n".join(["\b", HEADING, *(f"  {line}" for line in lines)])
