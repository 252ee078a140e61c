"""What the forms of new and changed items share: keeping, looking at how it will be, publishing."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import DomainError, InvalidInput, StaleVersion
from clusterkit.core.web.views import FormPage
from clusterkit.ideas import selectors, services
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.forms import ItemForm
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import TelltaleWarning


class MayTell(InvalidInput):
    """Something in an open item without a name may tell whose it is, and the person has not seen that yet."""

    default_message = _("Look at what may tell whose it is. Save once more if it may stay so.")

    def __init__(self, warnings: list[TelltaleWarning]) -> None:
        super().__init__()
        self.warnings = warnings


class ItemFormPage(FormPage[ItemForm]):
    """A form with three buttons: one publishes, one keeps a draft, one shows how it will look."""

    form_class = ItemForm
    template_name = "clusterkit/ideas/form.html"
    asks_first = False
    """Whether the page that asks about publishing comes first, since it has something to say."""

    @property
    def pressed(self) -> str:
        """Which button."""
        return self.request.POST.get("action", "")

    @property
    def autosave_url(self) -> str:
        """Where what is typed is kept; empty where it is not."""
        raise NotImplementedError  # each form has an address of its own

    def keep(self, form: ItemForm) -> Item | None:
        """Keep what was typed: what is not valid yet as well, where the item is not open."""
        raise NotImplementedError  # a new item is begun, an old one is changed

    def is_empty(self, form: ItemForm) -> bool:
        """Whether there is nothing yet that could be lost."""
        return False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the address for keeping what is typed."""
        return super().get_context_data(autosave_url=self.autosave_url, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Preview changes nothing and checks nothing; everything typed is still there."""
        if self.pressed != "preview":
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        preview = {name: str(form[name].data or "") for name in ("title", "summary", "body", "language")}
        if request.headers.get("HX-Request"):
            return render(request, "clusterkit/ideas/preview.html", {"preview": preview})
        # Shown again as it was typed, without a word about what is not valid yet.
        kwargs = {**self.get_form_kwargs(), "initial": _typed_so_far(form)}
        for name in ("data", "files"):
            kwargs.pop(name)
        return self.render_to_response(self.get_context_data(form=ItemForm(**kwargs), preview=preview))

    @transaction.atomic
    def perform(self, form: ItemForm) -> Item:
        """Keep the text and the files, and publish where that was asked."""
        item = self.keep(form)
        if item is None:  # pragma: no cover - a valid form has a title
            raise InvalidInput(field="title")
        for upload in form.cleaned_data.get("file") or ():
            services.add_attachment(item=item, upload=upload, actor=self.viewer)
        item.refresh_from_db()
        seen = form.cleaned_data.get("seen", "")
        if item.state == ItemState.PUBLISHED:
            waiting = selectors.waiting_change_of(self.viewer, item)
            warnings = selectors.warnings_of(self.viewer, item, waiting.values if waiting is not None else None)
            if warnings and selectors.seen_mark(warnings) != seen:
                raise MayTell(warnings)
        elif self.pressed == "publish":
            if selectors.warnings_of(self.viewer, item):
                self.asks_first = True
                return item
            return services.publish(item=item, actor=self.viewer)
        return item

    def get_success_url(self) -> str:
        """The item; the question whether to publish it where it has to be read first."""
        if self.asks_first:
            return reverse("clusterkit_ideas:publish", kwargs={"pk": self.result.pk})
        return super().get_success_url()

    def form_invalid(self, form: ItemForm) -> HttpResponse:
        """What is valid is kept, the rest as it was typed; the page says what is to be mended."""
        if not self.autosave_url or not form.is_only_unfinished or self.is_empty(form):
            return super().form_invalid(form)
        try:
            kept = self._keep_all(form)
        except DomainError as error:
            return self.form_refused(form, error)
        _put_along(form, draft=kept.pk if kept is not None else "", version=kept.version if kept is not None else "")
        return self.render_to_response(self.get_context_data(form=form, is_kept=True), status=422)

    @transaction.atomic
    def _keep_all(self, form: ItemForm) -> Item | None:
        kept = self.keep(form)
        for upload in form.cleaned_data.get("file") or ():
            if kept is not None:
                services.add_attachment(item=kept, upload=upload, actor=self.viewer)
        return kept

    def form_refused(self, form: ItemForm, error: DomainError) -> HttpResponse:
        """Another window was faster, or something may tell: the second press is about that."""
        context: dict[str, Any] = {}
        if isinstance(error, StaleVersion):
            _put_along(form, version=error.details["version"])
            error.message = _(
                "This item was changed in another window. Your text below is not kept yet: "
                "press the button again to keep it in place of the other."
            )
        elif isinstance(error, MayTell):
            _put_along(form, seen=selectors.seen_mark(error.warnings))
            context = {"warnings": error.warnings}
        field = error.field if error.field in form.fields else None
        form.add_error(field, str(error.message))
        status = error.status if isinstance(error, StaleVersion) else 422
        return self.render_to_response(self.get_context_data(form=form, refusal=error, **context), status=status)


class AutosaveMixin(ItemFormPage):
    """Keeps a draft while it is typed, where scripts run; answers with its key and version for the form."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep it; what is not valid yet, and a refusal, is told in words beside the form, which stays as it is."""
        form = self.get_form()
        valid = form.is_valid()
        context: dict[str, Any] = {"now": timezone.localtime()}
        if self.is_empty(form):
            return render(request, "clusterkit/ideas/autosave.html", {"nothing": True})
        status = 422
        if self.autosave_url and (valid or form.is_only_unfinished):
            try:
                context["saved"] = self.keep(form)
                context["is_new"] = "draft" in form.fields
                context["unfinished"] = [form.fields[name].label for name in form.errors]
                status = 200
            except DomainError as error:
                context["refusal"] = error.message
                status = error.status
        return render(request, "clusterkit/ideas/autosave.html", context, status=status)


def _put_along(form: ItemForm, **values: Any) -> None:
    """Change hidden values of a form that is shown again."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    for name, value in values.items():
        data[name] = str(value)
    form.data = data


def _typed_so_far(form: ItemForm) -> dict[str, Any]:
    return {name: form[name].data for name in form.fields if name != "file"}
