"""An extension of the example project: organisations whose safety at work is certified, and what it opens to them."""
