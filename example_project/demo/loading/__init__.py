"""Loading the demonstration: a cluster at a time, through the services that a person's clicks call."""

from example_project.demo.loading.clusters import load_cluster, load_national_picture
from example_project.demo.loading.requests import load_requests

__all__ = ["load_cluster", "load_national_picture", "load_requests"]
