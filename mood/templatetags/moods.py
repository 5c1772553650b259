"""How templates say what a day is like."""

from django import template

from mood import labels, words

register = template.Library()

register.filter("feeling", words.feeling)
register.filter("points", words.points)
register.filter("score_words", labels.score_words)
register.filter("music_words", labels.music_words)
