"""The OpenAPI description says which problems an operation answers with."""

from __future__ import annotations

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema

PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": True},
    },
    "additionalProperties": True,
}
DESCRIPTIONS = {
    "400": "Values are missing or wrong",
    "401": "Sign in first",
    "403": "Your tier does not reach this",
    "404": "Not there, or not open to you",
    "409": "Somebody changed it before you",
    "415": "This kind of content is not taken",
    "422": "A rule refused",
    "429": "Too many requests",
}


class ProblemSchema(AutoSchema):
    """Adds the problem documents to each operation."""

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        responses: dict[str, Any] = super()._get_response_bodies(direction)
        for status in self._problem_statuses():
            responses.setdefault(
                status,
                {"description": DESCRIPTIONS[status], "content": {"application/problem+json": {"schema": PROBLEM}}},
            )
        return responses

    def _problem_statuses(self) -> list[str]:
        statuses = ["400", "401", "403", "404", "429"]
        if self.method in ("POST", "PUT", "PATCH", "DELETE"):
            statuses += ["409", "415", "422"]
        return statuses
