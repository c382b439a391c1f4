"""How much of real formatters' output the check recognises as noise, and that no mutant is ever called noise."""
