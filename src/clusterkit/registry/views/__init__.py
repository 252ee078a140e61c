"""Pages of the public host: the catalogue, requests for clusters, the operators' console and their second factor."""
