"""Governance: routes, risks, issues, actions, milestones, tolerances and status."""
