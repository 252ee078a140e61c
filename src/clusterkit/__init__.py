"""clusterkit: the web platforms of many industrial clusters on one Django deployment."""

__version__ = "0.1.0"
