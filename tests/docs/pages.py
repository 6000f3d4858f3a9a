"""Pages of the documentation and what in them can be tried: commands, files and Python."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"
MADE = {"_build"}
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.S)
FENCE = re.compile(r"^( *)(`{3,}|~{3,}|:{3,})(.*)$")
DIRECTIVE = re.compile(r"^\{([a-z-]+)\}\s*(.*)$")
OPTION = re.compile(r"^:([a-z-]+):\s*(.*)$")
EXIT = re.compile(r"\s+# exit (\d+)$")
LANGUAGES_OF_FILES = {"csv", "python", "sql", "yaml"}
# What MyST and Sphinx make of text: nothing in it is tried.
DIRECTIVES = {"caution", "eval-rst", "figure", "image", "important", "note", "tip", "toctree"}


@dataclass(frozen=True, slots=True)
class Command:
    """One command line of a console block, and what is to be seen after it."""

    words: tuple[str, ...]
    expected: str
    exit_code: int
    line: int


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that the reader is told to write."""

    path: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class PythonSession:
    """A session with prompts."""

    text: str
    line: int


Example = Command | WrittenFile | PythonSession


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the workspace that it starts in, its examples in order, and its faults."""

    path: Path
    workspace: str
    has_run: bool
    examples: tuple[Example, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its info string, its lines, and the number of its first line."""

    info: str
    lines: tuple[str, ...]
    line: int


def page_paths() -> list[Path]:
    """Return the pages of the documentation, and the README."""
    pages = (path for path in DOCS.rglob("*.md") if not MADE & set(path.parts))
    return [REPOSITORY / "README.md", *sorted(pages)]


def read_page(path: Path) -> Page:
    """Return a page's examples in the order of its text, and what in it cannot be tried."""
    text = path.read_text(encoding="utf-8")
    front = FRONT_MATTER.match(text)
    settings = (yaml.safe_load(front[1]) or {}) if front else {}
    examples: list[Example] = []
    faults: list[str] = []
    for block in blocks(text):
        try:
            examples += _examples(block)
        except ValueError as fault:
            faults.append(f"line {block.line}: {fault}")
    return Page(
        path,
        settings.get("workspace", ""),
        settings.get("run", False),
        tuple(examples),
        tuple(faults),
    )


def blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a Markdown text."""
    lines = iter(enumerate(text.splitlines(), start=1))
    for number, line in lines:
        opened = FENCE.match(line)
        if opened is None:
            continue
        indent, fence = opened[1], opened[2]
        inside = []
        for _, following in lines:
            closed = FENCE.match(following)
            if closed and closed[2].startswith(fence) and not closed[3].strip():
                break
            inside.append(following.removeprefix(indent))
        yield Block(opened[3].strip(), tuple(inside), number)


def _examples(block: Block) -> Iterator[Example]:
    directive = DIRECTIVE.match(block.info)
    if directive and directive[1] == "code-block":
        yield _written_file(block, directive[2].strip())
    elif block.info == "console":
        yield from _commands(block)
    elif block.info == "python":
        if not any(line.startswith(">>> ") for line in block.lines):
            raise ValueError("a python block has no prompt '>>> '")
        yield PythonSession("\n".join(block.lines) + "\n", block.line)
    elif block.info != "text" and not (directive and directive[1] in DIRECTIVES):
        raise ValueError(
            f"a block of '{block.info}': write console, python, text, or {{code-block}} with a "
            "caption"
        )


def _written_file(block: Block, language: str) -> WrittenFile:
    if language not in LANGUAGES_OF_FILES:
        raise ValueError(f"a code-block of '{language}' is not tried")
    options: dict[str, str] = {}
    lines = list(block.lines)
    while lines and (option := OPTION.match(lines[0])):
        options[option[1]] = option[2].strip()
        lines.pop(0)
    if not options.get("caption"):
        raise ValueError("a code-block has no caption, which names the file")
    while lines and not lines[0].strip():
        lines.pop(0)
    return WrittenFile(options["caption"], "\n".join(lines) + "\n", block.line)


def _commands(block: Block) -> Iterator[Command]:
    begun: tuple[str, int] | None = None
    expected: list[str] = []
    lines = iter(enumerate(block.lines, start=block.line + 1))
    for number, line in lines:
        if not line.startswith("$ "):
            expected.append(line)
            continue
        if begun:
            yield _command(*begun, expected)
        text = line.removeprefix("$ ")
        while text.endswith("\\"):
            text = text[:-1] + next(lines)[1].strip()
        begun, expected = (text, number), []
    if begun is None:
        raise ValueError("a console block has no line that begins with '$ '")
    yield _command(*begun, expected)


def _command(text: str, line: int, expected: list[str]) -> Command:
    code = EXIT.search(text)
    words = shlex.split(text[: code.start()] if code else text, comments=True)
    return Command(tuple(words), "\n".join(expected), int(code[1]) if code else 0, line)
