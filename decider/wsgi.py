"""The WSGI entry point for a production server. It refuses to start half-configured."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from decider.startup import reason_not_to_serve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "decider.settings")
_reason = reason_not_to_serve(os.environ)
if _reason:
    sys.exit(_reason)
application = get_wsgi_application()
