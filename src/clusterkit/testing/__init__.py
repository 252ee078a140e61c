"""For the tests of host projects: a pytest plugin with two clusters, and factories."""
