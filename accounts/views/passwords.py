"""Passwords: a first one, another one, and a new one by letter."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import words
from accounts.devices import device_note
from accounts.forms import ChangePasswordForm, EmailForm, NewPasswordForm
from accounts.letters import LetterNotSent, TooManyLetters
from accounts.limits import network_address_of, within
from accounts.passwords import password_reset, password_set, reset_ask, tell_of_change, tokens
from accounts.proving import proof_missing, to_prove
from accounts.signing_up import FROM_ONE_NETWORK
from accounts.views.email import letters_lie_in
from accounts.views.proving import may_try
from discoverdaily.access import PersonsRequest, signed_in


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def password(request: PersonsRequest) -> HttpResponse:
    """Another password, for who knows the one there is, or the first; it signs the person out everywhere else."""
    person = request.user
    if not person.has_usable_password() and proof_missing(request):
        return to_prove(request, back=request.path)
    kind = ChangePasswordForm if person.has_usable_password() else NewPasswordForm
    form = kind(person, request.POST if request.method == "POST" else None)
    needs_address = not person.has_usable_password() and not person.email
    if form.is_bound and not needs_address and may_try(request, form) and form.is_valid():
        password_set(person=person, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, person)
        device_note(request=request, person=person)
        tell_of_change(person=person)
        messages.success(request, _("Your password is set. You are signed out everywhere else."))
        return redirect("accounts:password")
    context = {"form": form, "first": kind is NewPasswordForm, "needs_address": needs_address}
    return render(request, "accounts/password.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Who forgot their password has a letter sent; the answer is the same whether the address is anybody's."""
    form = EmailForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and not within("resets from", network_address_of(request), FROM_ONE_NETWORK):
        form.add_error("email", _("Many letters were asked for from your network just now. Try again in an hour."))
    if form.is_valid():
        try:
            reset_ask(address=form.cleaned_data["email"])
        except TooManyLetters:
            form.add_error("email", _("We have sent several letters there. Look for them, or ask again in an hour."))
        except LetterNotSent:
            form.add_error("email", _("The letter could not be sent just now. Try again later."))
        else:
            return redirect("accounts:password_reset_sent")
    return render(request, "accounts/reset.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_safe
def reset_sent(request: HttpRequest) -> HttpResponse:
    """What to do now."""
    return render(request, "accounts/reset_sent.html", {"letters": letters_lie_in()})


class ResetConfirm(PasswordResetConfirmView):
    """Where the letter leads. The token goes into the session, so that no page's address holds it."""

    form_class = NewPasswordForm
    template_name = "accounts/reset_confirm.html"
    token_generator = tokens
    success_url = reverse_lazy("accounts:sign_in")

    def form_valid(self, form: Any) -> HttpResponse:
        logout(self.request)  # whoever is signed in here; and the token goes with the session
        password_reset(person=form.user, password=form.cleaned_data["new_password1"])
        messages.success(self.request, _("Your new password is set. Sign in with it."))
        return redirect(str(self.success_url))

    def render_to_response(self, context: dict[str, Any], **answer: Any) -> HttpResponse:
        if not self.validlink:
            said = words.RESET_ENDED
            return render(self.request, "accounts/reset_ended.html", {"words": said}, status=said.status)
        status = 422 if context["form"].errors else 200
        return render(self.request, self.template_name, context, status=status)
