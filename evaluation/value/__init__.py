"""What an innovation is worth: benefits, resource impact, mandate rules and economics."""
