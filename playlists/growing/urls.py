"""Addresses of *Create*."""

from django.urls import path

from playlists.growing.views import feel, preview, recipes, seeds

app_name = "create"
urlpatterns = [
    path("", seeds.page, name="page"),
    path("search/", seeds.found, name="search"),
    path("fitting/", feel.fitting, name="fitting"),
    path("grow/", preview.grow, name="grow"),
    path("recipes/", recipes.recipes, name="recipes"),
    path("<int:pk>/", preview.recipe, name="recipe"),
    path("<int:pk>/anew/", preview.anew, name="anew"),
    path("<int:pk>/drop/", preview.drop, name="drop"),
    path("<int:pk>/pin/", preview.pin, name="pin"),
    path("<int:pk>/up/", preview.up, name="up"),
    path("<int:pk>/down/", preview.down, name="down"),
    path("<int:pk>/more-like/", preview.more_like, name="more_like"),
    path("<int:pk>/save/", preview.save, name="save"),
    path("<int:pk>/name/", recipes.name, name="name"),
    path("<int:pk>/rerun/", recipes.rerun, name="rerun"),
    path("<int:pk>/forget/", recipes.forget, name="forget"),
]
