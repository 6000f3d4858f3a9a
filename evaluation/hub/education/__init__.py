"""Education: the plan, sessions, who came, requests, confidence and what came of it."""
