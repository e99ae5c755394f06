"""What granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngayso.settings")

application = get_wsgi_application()

# Everything that lives as long as the process is loaded now and left out of later collections: a full one cost a request
# in twenty a tenth of a second. Every pool of small things that a large page makes need not be looked through either.
get_resolver().url_patterns  # noqa: B018 loads the views of all rooms
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
