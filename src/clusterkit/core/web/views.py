"""Bases of our pages: parse, call a selector or a service, render. Each subclass declares ``policy_action``."""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar, cast

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.generic import DetailView, FormView, ListView, TemplateView, View

from clusterkit.core.conf import conf
from clusterkit.core.exceptions import Conflict, DomainError, NotPermitted, NotVisible
from clusterkit.core.policies import Action, Actor, policy_of
from clusterkit.core.web.locked import locked_response

M = TypeVar("M", bound=models.Model)


class PolicyView(View):
    """A view that is entered only with its declared action, and that answers domain errors for people."""

    policy_action: ClassVar[Action]
    for_writing: ClassVar[bool] = False
    """Whether the page is there to send something. A site that is kept for reading does not open it."""

    @property
    def viewer(self) -> Actor:
        """Who looks."""
        return cast(Actor, self.request.viewer)  # type: ignore[attr-defined]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check the declared action, then answer; a domain error becomes its page."""
        self.request = request
        if not self.viewer.allows(self.policy_action):
            needed = getattr(self.viewer, "needed_tier", lambda action: action.tier)(self.policy_action)
            return locked_response(request, needed)
        try:
            return super().dispatch(request, *args, **kwargs)
        except NotVisible as error:
            raise Http404(str(error)) from error
        except NotPermitted as error:
            if (
                self.viewer.is_authenticated
                and error.needed_tier is None
                and error.message is not error.default_message
            ):
                # It is no matter of the tier: the words say what stands in the way.
                return conflict_response(request, error, getattr(self, "get_back_url", lambda: "")())
            return locked_response(request, error.needed_tier or self.policy_action.tier, message=error.message)
        except DomainError as error:
            return conflict_response(request, error, getattr(self, "get_back_url", lambda: "")())

    def get_visible(self, model: type[M], queryset: models.QuerySet[M] | None = None, **lookup: Any) -> M:
        """The one object that matches *lookup* among those the viewer may see; else 404."""
        found = policy_of(model).visible_to(self.viewer, queryset).filter(**lookup).first()
        if found is None:
            raise Http404
        return found


def conflict_response(request: HttpRequest, error: DomainError, back_url: str) -> HttpResponse:
    """The page of a refusal: what happened and what to do. htmx gets the same page."""
    return render(
        request,
        "clusterkit/conflict.html",
        {
            "title": error.title,
            "message": error.message,
            "changes": error.details.get("changes"),
            "back_url": back_url or request.path,
        },
        status=error.status,
    )


class PageView(PolicyView, TemplateView):
    """A page from a template."""


class ListPage(PolicyView, ListView, Generic[M]):  # type: ignore[type-arg]
    """A list with filters (``filterset_class`` of django-filter). ``get_rows`` gives what the viewer may see."""

    model: type[M]
    filterset_class: ClassVar[Any] = None
    filterset: Any = None

    def get_paginate_by(self, queryset: Any) -> int:
        """Rows on a page."""
        return cast(int, conf.PAGE_SIZE)

    def get_rows(self) -> models.QuerySet[M]:
        """What the viewer may see, before the filters. Override it to call a selector."""
        return policy_of(self.model).visible_to(self.viewer)

    def get_queryset(self) -> models.QuerySet[M]:
        """The filtered rows. A filter with a bad value shows its error and no rows are lost."""
        rows = self.get_rows()
        if self.filterset_class is None:
            return rows
        self.filterset = self.filterset_class(self.request.GET, queryset=rows, request=self.request)
        return cast("models.QuerySet[M]", self.filterset.qs if self.filterset.is_valid() else rows)

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """A page number past the end or not a number shows the last or first page, never an error."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds ``filter``, ``is_filtered`` and ``query_without_page`` for the links of the pagination."""
        query = self.request.GET.copy()
        query.pop("page", None)
        return super().get_context_data(
            filter=self.filterset,
            is_filtered=any(value for value in query.values()),
            query_without_page=query.urlencode(),
            **kwargs,
        )


class DetailPage(PolicyView, DetailView, Generic[M]):  # type: ignore[type-arg]
    """A page of one object, among those the viewer may see."""

    model: type[M]

    def get_rows(self) -> models.QuerySet[M] | None:
        """The query set with what the page needs prefetched, before visibility."""
        return None

    def get_object(self, queryset: Any = None) -> M:
        """By ``pk`` or ``slug`` of the address; 404 for what the viewer may not know."""
        lookup = {name: self.kwargs[name] for name in ("pk", "slug") if name in self.kwargs}
        return self.get_visible(self.model, self.get_rows(), **lookup)


F = TypeVar("F", bound=forms.BaseForm)


class FormPage(PolicyView, FormView, Generic[F]):  # type: ignore[type-arg]
    """A form that calls a service. What was typed is never lost: a refusal shows in the filled form."""

    for_writing = True
    success_message: ClassVar[str | Promise] = ""

    def perform(self, form: F) -> Any:
        """Call the service with the cleaned values; its result is kept as ``self.result``."""
        raise NotImplementedError  # each form has its own use case

    def get_success_url(self) -> str:
        """Where to go afterwards: the result's page where it has one."""
        result = getattr(self, "result", None)
        url = getattr(result, "get_absolute_url", None)
        return str(url()) if url is not None else super().get_success_url()

    def form_valid(self, form: F) -> HttpResponse:
        """Do it, say so, and go on; a domain error returns to the form with everything in it."""
        try:
            self.result = self.perform(form)
        except NotVisible:
            raise
        except DomainError as error:
            return self.form_refused(form, error)
        if self.success_message:
            messages.success(self.request, str(self.success_message))
        return HttpResponseRedirect(self.get_success_url())

    def form_refused(self, form: F, error: DomainError) -> HttpResponse:
        """Show the refusal at its field, or above the form; 409 for a conflict, else 422."""
        field = error.field if error.field in form.fields else None
        form.add_error(field, str(error.message))
        status = error.status if isinstance(error, Conflict) else 422
        return self.render_to_response(self.get_context_data(form=form, refusal=error), status=status)

    def form_invalid(self, form: F) -> HttpResponse:
        """The filled form with its errors, as 422 so that programs see it too."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ActionView(PolicyView):
    """A button: GET shows a page that asks once more (``template_name``), POST calls ``perform`` and goes on."""

    for_writing = True
    http_method_names = ["get", "post", "head", "options"]
    template_name: ClassVar[str] = "clusterkit/confirm.html"
    title: ClassVar[str | Promise] = ""
    text: ClassVar[str | Promise] = ""
    button: ClassVar[str | Promise] = ""
    tone: ClassVar[str] = "primary"
    success_message: ClassVar[str | Promise] = ""

    def perform(self) -> Any:
        """Call the service."""
        raise NotImplementedError  # each button has its own use case

    def get_success_url(self) -> str:
        """Where to go afterwards."""
        raise NotImplementedError  # each button has its own way back

    def get_back_url(self) -> str:
        """Where "back" leads."""
        return self.get_success_url()

    def get_context_data(self) -> dict[str, Any]:
        """What the asking page shows."""
        return {
            "title": self.title,
            "text": self.text,
            "submit_label": self.button,
            "tone": self.tone,
            "cancel_url": self.get_back_url(),
        }

    def get_subject(self) -> Any:
        """What the button is about. Override it to look that up: to ask about nothing is a 404, as to do it is."""
        return None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask."""
        self.get_subject()
        return render(request, self.template_name, self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it."""
        self.result = self.perform()
        if self.success_message:
            messages.success(request, str(self.success_message))
        return HttpResponseRedirect(self.get_success_url())
