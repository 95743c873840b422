import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dxtracker.settings")

# Most of what a page makes goes by itself. To look through it after each 700, as Python does, took a fifth of a saved
# row and a fourteenth of an empty page.
RUBBISH = 20_000, 20, 20

gc.disable()  # while it loads; to look through it again and again took a seventh of a start
application = get_wsgi_application()

# What was loaded to serve lives as long as the process. Looked through again at every full collection it took 150 ms of
# each tenth page: a province's board of 200 agencies took 180 ms at most, and 40 without.
get_resolver().url_patterns  # noqa: B018  -- loads the views
gc.collect()
gc.freeze()
gc.set_threshold(*RUBBISH)
gc.enable()
