"""How fast the check and the rule engines are, as ratios measured in one run."""
