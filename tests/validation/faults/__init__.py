"""Tables of planted faults."""
