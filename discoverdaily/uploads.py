"""Files that people hand in: only where a page takes them, only from who is signed in, and never into memory.

Django reads a form before any view can say a word, to find the token against forgery in it; so whoever sends a gigabyte
to whichever address has it written to our disk. Here it is refused unread.
"""

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse

from discoverdaily.access import signed_in

View = Callable[..., HttpResponse]
V = TypeVar("V", bound=View)

ROOM = 64 * 1024
"""Bytes of a form around its files."""


def takes_files(*, most: int) -> Callable[[V], V]:
    """Marks a view to which files of up to `most` bytes together may be sent.

    More are read, so that the browser hears the answer, and not kept: the view finds none, and `sent_too_much` says so.
    """

    def marked(view: V) -> V:
        view.takes_files = most  # type: ignore[attr-defined]  # functions take attributes
        return view

    return marked


def sent_too_much(request: HttpRequest) -> bool:
    """Whether the request's files were thrown away, being larger than the page takes."""
    return any(isinstance(handler, NothingKept) for handler in request.upload_handlers)


class NothingKept(FileUploadHandler):
    """Lets every file pass by."""

    def new_file(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        return None


class FilesWhereTheyBelong:
    """Middleware, to stand before the one that looks for the token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, *args: Any) -> HttpResponse | None:
        """Raises RequestDataTooBig for more than a form, where nobody asked for files."""
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if size <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return None
        most = getattr(view, "takes_files", None)
        if most is None:
            raise RequestDataTooBig("There is no page here that takes so much.")
        if not request.user.is_authenticated:
            return signed_in(view)(request)
        if size > most + ROOM:
            request.upload_handlers = [NothingKept(request)]
        return None
