"""A kernel client that is ready as soon as the kernel is, and not a fixed time later."""

from __future__ import annotations

import asyncio
import time
from queue import Empty

from jupyter_client.asynchronous.client import AsyncKernelClient

ANSWER_SECONDS = 1.0
SILENCE_SECONDS = 0.02
USUAL_TIMEOUT = 60.0


class PromptClient(AsyncKernelClient):
    """Waits for the kernel's own word that it is idle, on the channel that outputs come by.

    The ordinary client waits until that channel has been silent for a fifth of a second, which is
    longer than a warm kernel takes to start.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and its outputs can be heard.

        Parameters
        ----------
        timeout : float, optional
            In seconds.

        Raises
        ------
        RuntimeError
            If it dies, or does not answer in time.
        """
        limit = USUAL_TIMEOUT if timeout is None else timeout
        deadline = time.monotonic() + limit
        while not await self._answers():
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {limit:g} seconds")

    async def _answers(self) -> bool:
        """Ask the kernel what it is; return whether its answer and its being idle were heard."""
        asked = self.kernel_info()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                while (answer := await self.get_shell_msg())["parent_header"]["msg_id"] != asked:
                    pass
            # outputs of before the channel was connected are lost: ask again at once
            async with asyncio.timeout(SILENCE_SECONDS):
                while not _is_idle(await self.get_iopub_msg(), asked):
                    pass
        except (Empty, TimeoutError):
            return False
        self._handle_kernel_info_reply(answer)
        return True


def _is_idle(message: dict[str, object], asked: str) -> bool:
    parent, content = message["parent_header"], message["content"]
    assert isinstance(parent, dict)  # noqa: S101 - the protocol's form
    assert isinstance(content, dict)  # noqa: S101
    return parent.get("msg_id") == asked and content.get("execution_state") == "idle"
