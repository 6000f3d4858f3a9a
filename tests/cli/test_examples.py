"""Help: every command has examples, each of which parses, and what it says fits its place."""

import os
import pty
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
import typer

from evaluation import cli
from evaluation.cli.examples import EXAMPLES, HEADING
from evaluation.cli.groups import GROUPS

GROUP: Any = typer.main.get_command(cli.app)


def leaves(group: Any, *before: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every command with its words."""
    for name, command in group.commands.items():
        words = (*before, name)
        if hasattr(command, "commands"):
            yield from leaves(command, *words)
        else:
            yield words, command


COMMANDS = dict(leaves(GROUP))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_examples_in_its_help(words) -> None:
    assert HEADING in (COMMANDS[words].epilog or COMMANDS[words].help)


LINES = [line for name in EXAMPLES if (name,) in COMMANDS for line in EXAMPLES[name]]


@pytest.mark.parametrize("line", LINES)
def test_every_example_parses(line: str) -> None:
    program, *words = shlex.split(line.partition(" > ")[0])
    assert program == "evaluation"
    command = GROUP
    while hasattr(command, "commands"):
        name, *words = words
        command = command.commands[name]
    command.make_context(name, words)


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_one_to_three_of_their_own_command(name: str) -> None:
    assert 1 <= len(EXAMPLES[name]) <= 3
    assert all(line.startswith(f"evaluation {name}") for line in EXAMPLES[name])


def helped(capsys, *arguments: str) -> str:
    with pytest.raises(SystemExit) as caught:
        cli.main([*arguments, "--help"])
    assert caught.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_elsewhere_than_in_a_terminal_is_plain(capsys, words) -> None:
    said = helped(capsys, *words)
    assert not re.search("[\x1b\u2500-\u257f]", said)
    assert HEADING in said


def test_the_list_of_commands_shows_whole_sentences(capsys) -> None:
    said = helped(capsys)
    assert not [line for line in said.splitlines()[1:] if line.endswith("...")]
    assert "Validate every file, column and parameter, before anything runs." in said


def test_commands_are_listed_in_the_order_in_which_they_are_needed(capsys) -> None:
    listed = helped(capsys).partition("Commands:\n")[2]
    names = re.findall(r"^  (\S+)", listed, re.M)
    assert names == [name for group in GROUPS.values() for name in group]
    assert sorted(names) == sorted({words[0] for words in COMMANDS})


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_calls_what_is_to_be_typed_by_its_name_and_explains_it(capsys, words) -> None:
    for item in COMMANDS[words].params:
        if item.name != "help" and not getattr(item, "is_flag", False):
            is_choice = isinstance(item.default, Enum)
            assert (item.name, bool(item.metavar) or is_choice) == (item.name, True)
            assert (item.name, bool(item.help)) == (item.name, True)
    usage = helped(capsys, *words).partition("\n")[0]
    assert not re.search("[{[][a-z_]+[]}]", usage)


def test_help_loads_nothing_slow() -> None:
    code = (
        "import sys\nfrom evaluation.cli import main\n"
        "try:\n    main(['check', '--help'])\nexcept SystemExit:\n    pass\n"
        "slow = {'pandas', 'numpy', 'matplotlib', 'statsmodels'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(slow)) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def in_terminal(*arguments: str, columns: int = 80, **variables: str) -> str:
    """Return what a process writes into a terminal of its own."""
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        [sys.executable, "-m", "evaluation", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**kept, "TERM": "xterm-256color", "COLUMNS": str(columns), **variables},
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            read = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not read:
            break
        said += read
    process.wait(timeout=60)
    os.close(ours)
    return said.decode()


def test_a_terminal_of_its_own_has_boxes_colours_and_examples(tmp_path: Path) -> None:
    said = in_terminal("check", "--help")
    assert "╭" in said
    assert "\x1b[" in said
    assert "evaluation check falls plgf" in said


def test_a_terminal_of_its_own_shows_commands_under_headings() -> None:
    said = re.sub(r"\x1b\[[0-9;]*m", "", in_terminal("--help"))
    places = [said.index(f" {heading} ─") for heading in GROUPS]
    assert places == sorted(places)


def test_a_mistake_in_a_terminal_without_colours_has_no_codes_of_colour() -> None:
    said = in_terminal("chekc", NO_COLOR="1", TERM="dumb")
    assert "\x1b" not in said
    assert "Did you mean" in said
