"""Start work: a new workspace for a hub, and a new project in it, whole or not at all."""

from evaluation.starting.facts import ProjectFacts
from evaluation.starting.hub import HubFacts, new_hub
from evaluation.starting.project import NewProject, new_project, require_new_slug

__all__ = ["HubFacts", "NewProject", "ProjectFacts", "new_hub", "new_project", "require_new_slug"]
