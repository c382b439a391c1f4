"""Pure values, rules and algorithms: no I/O, no Git."""
