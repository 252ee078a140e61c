"""A runnable host of clusterkit: three clusters of Belarus, and one override of every kind of extension."""
