"""Work that is done after the answer: jobs of clusters, schedules, and the worker that does both in a fair order.

Its tables stand in ``public``, for one worker serves all clusters. See ``docs/explanation/jobs.md``.
"""
