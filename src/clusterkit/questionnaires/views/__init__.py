"""Pages of the office: the forms of the cluster, and one form with its questions."""
