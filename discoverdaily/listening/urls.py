"""Addresses of the listening history."""

from django.urls import path

from discoverdaily.listening.views import history, imports, look, past, removals, statistics

app_name = "listening"
urlpatterns = [
    path("", history.history, name="history"),
    path("plays/<int:pk>/", history.play, name="play"),
    path("plays/<int:pk>/remove/", removals.remove_play, name="remove_play"),
    path("plays/<int:pk>/show/", history.play_show_again, name="show_again"),
    path("remove/", removals.remove, name="remove"),
    path("removals/", removals.removals, name="removals"),
    path("removals/<int:pk>/undo/", removals.undo, name="undo"),
    path("rule/", history.rule, name="rule"),
    path("look/", look.look, name="look"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.import_, name="import"),
    path("imports/<int:pk>/card/", imports.import_card, name="import_card"),
    path("imports/<int:pk>/stop/", imports.import_stop, name="import_stop"),
    path("imports/<int:pk>/remove/", imports.import_take_out, name="import_remove"),
    path("past/", past.past, name="past"),
    path("past/asked/", past.past_note, name="past_note"),
    path("past/forget/", past.past_forget, name="past_forget"),
    path("past/came/", past.past_came, name="past_came"),
]
