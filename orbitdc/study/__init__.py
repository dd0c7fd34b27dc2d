"""Studies on top of a scenario: one run, results side by side, a sized design, and histories drawn at random."""
