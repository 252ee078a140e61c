"""A user model for new projects: sign-in by e-mail address. Optional; the package works with any AUTH_USER_MODEL."""
