"""Pages of events: parse, call, render."""
