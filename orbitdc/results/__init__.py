"""What a run leaves: summary.json, tables, telemetry, and how they are saved."""
