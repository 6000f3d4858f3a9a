"""What stands beside the code says what the code is: README, CONTRIBUTING, CHANGELOG, templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import evaluation
from docs.ext.commands import all_commands, shown_parameters
from tests.docs.pages import DOCS, REPOSITORY, page_paths
from tests.docs.plan import written

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
CHANGELOG = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
TEMPLATES = sorted((REPOSITORY / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)|!\[[^\]]*\]\(([^)\s]+)\)")
CALL = re.compile(r"`evaluation ([a-z][a-z-]*(?: [a-z][a-z-]*)?)([^`]*)`")
OPTION = re.compile(r"(?<!\w)--[a-z][a-z-]*")
MOST_LINES_OF_A_DECISION = 40
LONGEST_LINE = 100


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_each_room_of_the_house_has_its_row_in_the_contributors_plan():
    assert written(CONTRIBUTING) == CONTRIBUTING, "write it anew: python -m tests.docs.plan"
    assert "to be described" not in CONTRIBUTING


def test_a_room_that_is_new_gets_a_row_and_one_that_is_gone_loses_its_own():
    old = CONTRIBUTING.replace("| `its` |", "| `gone` |")
    assert "| `gone` |" in old
    new = written(old)
    assert "`gone`" not in new
    assert "| `its` | Interrupted time series" in new


def test_the_readme_has_short_lines():
    assert [line for line in README.splitlines() if len(line) > LONGEST_LINE] == []


def test_the_readme_names_every_command_once():
    table = README[README.index("| command") :]
    without = [
        name
        for name in all_commands()
        if not re.search(rf"evaluation [^`]*\b{re.escape(name.split()[-1])}\b", table)
    ]
    assert without == []


def called(path: Path) -> list[tuple[str, str]]:
    """Return the commands that a page names in its text, with what follows them."""
    return [(name, rest) for name, rest in CALL.findall(text_of(path))]


@pytest.mark.parametrize(
    "path", [*page_paths(), REPOSITORY / "CONTRIBUTING.md"], ids=lambda path: path.name
)
def test_the_commands_and_options_that_a_page_names_exist(path):
    commands = all_commands()
    groups = {name.split()[0] for name in commands}
    faults = []
    for name, rest in called(path):
        first = name.split()[0]
        known = next((each for each in (name, first) if each in commands), None)
        if known is None:
            faults += [name] if first not in groups else []
            continue
        options = {option for item in shown_parameters(commands[known]) for option in item.opts}
        own = {"--help", "--debug", "--version"}
        faults += [f"{known} {each}" for each in OPTION.findall(rest) if each not in options | own]
    assert faults == []


def test_the_version_and_its_day_are_the_same_everywhere():
    versions = re.findall(r"^## (\d+\.\d+\.\d+) - (\d{4}-\d{2}-\d{2})$", CHANGELOG, re.M)
    citation = yaml.safe_load(text_of(REPOSITORY / "CITATION.cff"))
    assert versions[0] == (evaluation.__version__, str(citation["date-released"]))
    assert citation["version"] == evaluation.__version__


def test_the_changelog_begins_with_what_is_not_released():
    headings = re.findall(r"^## (.+)$", CHANGELOG, re.M)
    assert headings[0] == "Unreleased"


@pytest.mark.parametrize(
    "path",
    [
        *page_paths(),
        *(REPOSITORY / name for name in ("CONTRIBUTING.md", "data/README.md")),
    ],
    ids=lambda path: path.name,
)
def test_every_link_of_a_page_leads_to_a_file_that_is_there(path):
    found = [one or other for one, other in LINK.findall(text_of(path))]
    here = [link for link in found if not re.match(r"[a-z]+:", link)]
    assert [link for link in here if not (path.parent / link).exists()] == []


def test_decisions_are_numbered_without_a_gap_and_short():
    records = sorted((DOCS / "decisions").glob("0*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = text_of(path)
        assert len(text.splitlines()) <= MOST_LINES_OF_A_DECISION
        assert re.findall(r"^## (.+)$", text, re.M) == ["Context", "Decision", "Consequences"]
        named = re.findall(r"`([\w./-]+)`", text.split("## Context")[0])
        assert named, path.name
        assert [name for name in named if not (REPOSITORY / name).exists()] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_form_for_issues_is_sound_and_asks_for_no_data(path):
    form = yaml.safe_load(text_of(path))
    if path.name == "config.yml":
        assert form == {"blank_issues_enabled": False}
        return
    assert {"name", "description", "body"} <= set(form)
    ids = [part["id"] for part in form["body"] if part["type"] != "markdown"]
    assert len(ids) == len(set(ids))
    if path.name != "idea.yml":
        assert "Never paste rows" in form["body"][0]["attributes"]["value"]
        assert form["body"][-1]["attributes"]["options"][0]["required"] is True


def test_the_pull_request_template_warns_of_data():
    assert "No rows of data" in text_of(REPOSITORY / ".github" / "PULL_REQUEST_TEMPLATE.md")
