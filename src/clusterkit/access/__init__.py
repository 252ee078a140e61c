"""Who may do what: tiers, dated grants, a cluster's own rules, and the viewer of a request."""
