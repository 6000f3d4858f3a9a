"""Whether this machine, this environment and this workspace are fit to make a report.

In: a folder. Out: one `Exam` for each thing looked at; each fault has its remedy. Nothing is
changed, and nothing that is broken stops it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from evaluation.doctor import kernels, machine, program, publishing, workspace
from evaluation.doctor.exam import Exam, Look, State, examined

__all__ = ["Exam", "State", "examine"]


def examine(start: Path | None = None) -> Iterator[Exam]:
    """Yield what was found of each thing, as soon as it is known.

    Parameters
    ----------
    start : Path, optional
        The workspace that was asked for; by default the nearest one.
    """
    root = workspace.found_root(start)
    looks: tuple[tuple[str, Look], ...] = (
        ("Python", program.python),
        ("packages", program.packages),
        ("evaluation", program.installation),
        ("Quarto", publishing.quarto),
        ("embedded publisher", publishing.embedded),
        ("fonts", publishing.fonts),
        ("disk", partial(machine.room, root or Path())),
        ("memory", machine.memory),
        ("text encoding", machine.text),
        ("clock", machine.clock),
        ("kernel", kernels.kernel),
        ("workspace", partial(workspace.validity, root)),
        ("reports", partial(workspace.writable, root)),
        ("lock", partial(workspace.lock, root)),
        ("variables", workspace.variables),
        ("extras", program.extras),
    )
    for name, look in looks:
        yield from examined(name, look)
