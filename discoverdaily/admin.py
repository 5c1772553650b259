"""What the apps' parts of the staff's admin have in common."""

from django.http import HttpRequest


class ReadOnly:
    """Rows that the program writes; staff look at them. Goes before ModelAdmin or an inline among the bases."""

    show_full_result_count = False  # there may be millions

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
