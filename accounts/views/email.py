"""Where a person is written to: given, confirmed by letters, changed, taken back."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts import email as addresses
from accounts import words
from accounts.forms import EmailForm
from accounts.letters import LetterNotSent, TooManyLetters
from accounts.proving import proof_missing, to_prove
from discoverdaily.access import PersonsRequest, signed_in


@never_cache
@vary_on_headers("HX-Request")
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def email(request: PersonsRequest) -> HttpResponse:
    """Where the person is written to; a POST has letters sent that confirm another address."""
    form = EmailForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if _another(request, form) and proof_missing(request):
            return to_prove(request, back=_again(form.cleaned_data["email"]))
        if _letter_sent(request, form):
            return redirect("accounts:email")
    template = "accounts/email_card.html" if request.headers.get("HX-Request") else "accounts/email.html"
    return render(request, template, email_card(request, form), status=422 if form.errors else 200)


def _another(request: PersonsRequest, form: EmailForm) -> bool:
    """Whether it is not one more letter to the address that waits for its link."""
    asked = addresses.asked_of(request.user)
    return asked is None or asked.address != form.cleaned_data["email"]


def _again(address: str) -> str:
    """The page, with the address as it was typed."""
    return f"{reverse('accounts:email')}?{urlencode({'change': address})}"


def _letter_sent(request: PersonsRequest, form: EmailForm) -> bool:
    """Whether the letters are on their way; else the form says why not."""
    address = form.cleaned_data["email"]
    if address == request.user.email:
        form.add_error("email", _("This is your address already, and it is confirmed."))
        return False
    try:
        addresses.email_ask(person=request.user, address=address)
    except TooManyLetters:
        form.add_error("email", _("We have sent you several letters already. Look for them, or ask again in an hour."))
        return False
    except LetterNotSent:
        form.add_error("email", _("The letter could not be sent just now. Nothing was changed; try again later."))
        return False
    return True


def email_card(request: PersonsRequest, form: EmailForm) -> dict[str, Any]:
    """What the card needs: the form, whether to show it, the address that waits for a letter's link, where letters
    lie, and whether the address can be taken back."""
    person = request.user
    asked = addresses.asked_of(person)
    waiting = addresses.waiting(asked)
    if form.is_bound or "change" in request.GET:
        form.fields["email"].widget.attrs["autofocus"] = True
        form.fields["email"].initial = request.GET.get("change", "")[:254]
    elif asked and not person.email:
        form.fields["email"].initial = asked.address
    return {
        "form": form,
        "typing": form.is_bound or "change" in request.GET or not (waiting or person.email),
        "asked": waiting,
        "letters": letters_lie_in(),
        "removable": not person.has_usable_password(),
    }


def letters_lie_in() -> str:
    """The folder of letters, as one would type it from the project's; nothing where a mail server takes them."""
    if not settings.EMAIL_FILE_PATH:
        return ""
    folder = Path(settings.EMAIL_FILE_PATH)
    return str(folder.relative_to(settings.BASE_DIR) if folder.is_relative_to(settings.BASE_DIR) else folder)


@never_cache
@require_POST
@signed_in
def email_remove(request: PersonsRequest) -> HttpResponse:
    """Takes the address back."""
    if proof_missing(request):
        return to_prove(request, back=reverse("accounts:email"))
    try:
        addresses.email_forget(person=request.user)
    except addresses.AddressNeeded:
        messages.error(request, _("You sign in with this address, so it stays until you have another."))
    else:
        messages.success(request, _("Removed. We write you no more e-mails."))
    return redirect("accounts:email")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def email_confirm(request: PersonsRequest, link: str) -> HttpResponse:
    """Where a letter leads: a button, and what came of pressing it."""
    try:
        said = addresses.link_read(link, person=request.user)
        if request.method != "POST":
            return render(request, "accounts/email_confirm.html", {"link": said})
        whole = addresses.email_agree(person=request.user, link=said)
    except addresses.NotTheirLink as error:
        raise Http404(_("This link was not made for the account you are signed in to.")) from error
    except (addresses.LinkEnded, addresses.AddressTaken) as error:
        ended = words.LINK_ENDED if isinstance(error, addresses.LinkEnded) else words.ADDRESS_TAKEN
        return render(request, "accounts/email_link_ended.html", {"words": ended}, status=ended.status)
    if whole:
        messages.success(
            request, _("Confirmed. We write to you when a playlist needs you or a reminder you wished for is due.")
        )
    else:
        messages.success(request, _("Noted. Now open the link in the letter to the other address."))
    return redirect("accounts:email")
