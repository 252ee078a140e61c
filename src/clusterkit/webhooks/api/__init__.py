"""Web hooks as JSON: the same selectors, policies and services as the pages."""
