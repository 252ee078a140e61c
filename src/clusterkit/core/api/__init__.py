"""Bases of the JSON API: viewsets held to policies, problem documents, pagination."""
