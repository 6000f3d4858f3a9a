"""Case studies in two forms, and a poster, from one project's words and results."""
