"""The local page: a hub's workspace, shown to the browser of the one who sits at this machine.

In: a workspace's folder and what checks it. Out: pages over HTTP on 127.0.0.1, read-only.
"""

from evaluation.serving.app import make_app
from evaluation.serving.server import Listening, listen, serve

__all__ = ["Listening", "listen", "make_app", "serve"]
