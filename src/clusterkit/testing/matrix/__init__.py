"""The isolation matrix: every address of a URL configuration, asked by everybody, in two clusters with equal keys.

``pytest --clusterkit-isolation`` walks the addresses of the host's own project. What the rooms are for:

* ``world``: the rows of one cluster, with texts that name their cluster and row (canaries), and what stands in addresses;
* ``rows``: what the package's own apps put into a world; a host adds its own in ``pytest_clusterkit_world``;
* ``people``: who asks;
* ``addresses``: routes to addresses, and forms out of pages;
* ``judge``: what each answer may be, from the declared action and the policy of the object;
* ``scan`` and ``watch``: what must be in no answer, and which tables a request touched;
* ``walk``: the requests themselves;
* ``items``: the test.
"""
