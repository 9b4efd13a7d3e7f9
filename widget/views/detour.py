"""Ways back to an earlier step, with everything that still holds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from widget import language
from widget.domain.location import Location
from widget.flow.selection import Selection, read_selection
from widget.flow.steps import first_incomplete
from widget.views.addresses import step_url


class StepBack(Exception):
    """Leads the visitor to ``step``, with ``selection``, and tells them why: a key of NOTICES, empty for none."""

    def __init__(self, step: str, reason: str, selection: Selection) -> None:
        super().__init__(step, reason)
        self.step = step
        self.reason = reason
        self.selection = selection

    def redirect(self, request: HttpRequest, location_id: int) -> HttpResponse:
        """What was typed comes along: a POST that is sent on stays a POST."""
        why = {"notice": self.reason} if self.reason else {}
        url = step_url(self.step, location_id, self.selection, **why)
        return HttpResponseRedirect(url, preserve_request=request.method == "POST")


def asked(request: HttpRequest) -> dict[str, list[str]]:
    """The parameters of a request. Those in the body of a POST stand above those in its address."""
    return dict(request.GET.lists()) | dict(request.POST.lists())


def read_request(request: HttpRequest) -> tuple[Selection, tuple[str, ...]]:
    """The selection, in the page's language if that is known already, and the parameters that made no sense."""
    selection, nonsense = read_selection(asked(request))
    return selection if language.is_open(request) else selection.with_language(language.current()), nonsense


def arrive_at(request: HttpRequest, location: Location, selection: Selection) -> Selection:
    """The page is about this location, and in a language from here on, which the selection carries along."""
    request.location = location  # type: ignore[attr-defined]  # an error page names its phone
    language.settle(request, location)
    return selection.with_language(language.current())


def require_steps(selection: Selection, nonsense: tuple[str, ...], *, before: str) -> None:
    """Leads back to the first step ahead of ``before`` whose choice is still to be made."""
    if missing := first_incomplete(selection, before=before):
        raise StepBack(missing.name, f"unreadable-{nonsense[0]}" if nonsense else missing.name, selection)
