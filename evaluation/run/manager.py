"""The kernel manager that papermill is given: which kernel, in which environment, how it ended."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from traitlets import Type
from traitlets.config import Config

from evaluation.kernels.client import PromptClient
from evaluation.kernels.nursery import KERNEL_ENVIRONMENT, without_databases
from evaluation.kernels.provisioner import PROVISIONER_NAME
from evaluation.run.notebook_progress import Progress


def manager_class(progress: Progress, runtime: Path) -> type[AsyncKernelManager]:
    """Return a kernel manager that sets the kernel's environment and remembers how it ended."""

    class Manager(AsyncKernelManager):
        client_factory = Type(PromptClient)

        async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
            own = KERNEL_ENVIRONMENT | {"IPYTHONDIR": str(runtime / "ipython")}
            environment = without_databases(os.environ) | own
            silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            if self.kernel_spec is not None:
                named = {"provisioner_name": PROVISIONER_NAME}
                self.kernel_spec.metadata.setdefault("kernel_provisioner", named)
            await super().start_kernel(env=environment, **silent, **options)
            process_id = getattr(self.provisioner, "pid", None)
            if process_id is not None:
                progress.kernel_started(process_id)

        async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:  # type: ignore[override]  # noqa: FBT001, FBT002 - its form
            # the manager itself would look only every tenth of a second whether it has ended
            if now and self.has_kernel and self.provisioner is not None:
                await self.provisioner.kill()
                await self.provisioner.wait()
            await super().shutdown_kernel(now=now, restart=restart)

        async def cleanup_resources(self, **options: Any) -> None:  # type: ignore[override]
            await super().cleanup_resources(**options)
            if self.provisioner is None:
                return
            if self.has_kernel:
                progress.exit_status = await self.provisioner.poll()
                await self.provisioner.wait()
            progress.kernel_ended()

    return Manager


def kernel_settings(runtime: Path) -> Config:
    """Return the kernel's connection: sockets in a folder, not ports, where the system has them."""
    settings = {"connection_file": str(runtime / "kernel.json")}
    if sys.platform != "win32":
        settings |= {"transport": "ipc", "ip": str(runtime / "socket")}
    return Config({"KernelManager": settings})
