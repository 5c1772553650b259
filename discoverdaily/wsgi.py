"""What gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "discoverdaily.settings")
application = get_wsgi_application()

_ = get_resolver().url_patterns  # every view is read in now, and not while the first person waits
gc.collect()
gc.freeze()  # what is here by now stays: looking through all of it again and again took 90 ms of every tenth large page
