"""The words ``worker`` and ``jobs`` of ``manage.py clusters``."""
