"""The WSGI entry point for a production server. It refuses to start half-configured."""

import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from decider.startup import reason_not_to_serve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "decider.settings")
_reason = reason_not_to_serve(os.environ)
if _reason:
    sys.stderr.write(f"{_reason}\n")
    # Gunicorn stops at this code; at any other it would try again for ever.
    sys.exit(3)
application = get_wsgi_application()
# Read every page's code now: a broken one stops the start, and the first visitor does not wait.
get_resolver().url_patterns  # noqa: B018
