"""The API's own pages: its root, its description, and what tells who one is."""
