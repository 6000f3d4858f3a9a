"""What the hub itself must show, beside its projects: one room for each of its tasks."""
