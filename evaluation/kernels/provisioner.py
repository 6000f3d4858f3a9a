"""A provisioner of kernels for jupyter_client that forks them from a warm server.

Any Jupyter program can use it, by the name `evaluation-warm`. Where there is no fork, and for
kernels that are not ipykernel of this environment, it does what the ordinary one does.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from evaluation.kernels.nursery import fork_kernel, warm_kernels_possible

PROVISIONER_NAME = "evaluation-warm"
LAUNCHER = ("-m", "ipykernel_launcher")
LOOK_SECONDS = 0.005


class WarmProvisioner(LocalProvisioner):
    """Forks kernels of this environment; starts all others anew."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start a kernel, and return how to reach it."""
        arguments = launcher_arguments(cmd)
        if arguments is None or not warm_kernels_possible():
            return await super().launch_kernel(cmd, **kwargs)
        folder = Path(kwargs.get("cwd") or Path.cwd())
        environment = dict(kwargs.get("env") or os.environ)
        silent = kwargs.get("stdout") == subprocess.DEVNULL
        try:
            kernel = fork_kernel(arguments, environment, folder, silent=silent)
        except (OSError, EOFError):  # the server was killed: start it as usual
            return await super().launch_kernel(cmd, **kwargs)
        self.process = kernel  # type: ignore[assignment]  # it has the face of Popen
        self.pid = kernel.pid
        # it makes a group of its own as its first act; until then the signal goes to it alone
        self.pgid = kernel.pid
        self.cwd = folder
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait until the kernel has ended: what is forked ends in milliseconds."""
        while self.process is not None and await self.poll() is None:
            await asyncio.sleep(LOOK_SECONDS)
        return await super().wait()


def launcher_arguments(command: Sequence[str]) -> list[str] | None:
    """Return what ipykernel is given by a command, or None where it starts something else.

    Examples
    --------
    >>> launcher_arguments([sys.executable, "-m", "ipykernel_launcher", "-f", "kernel.json"])
    ['-f', 'kernel.json']
    >>> launcher_arguments(["R", "--slave"]) is None
    True
    """
    own = (sys.executable, *LAUNCHER)
    return list(command[len(own) :]) if tuple(command[: len(own)]) == own else None
