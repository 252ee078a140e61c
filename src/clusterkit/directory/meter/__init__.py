"""The meter of links between organisations, without the database: quarters, and what may be said of few people."""
