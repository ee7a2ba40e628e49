"""The use cases: engine, options and instants are passed in."""
