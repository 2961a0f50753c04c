"""The container's own question to its web process; exit 0 when it answers."""

import os
import sys
import urllib.request

host = os.environ.get("DESK_ALLOWED_HOSTS", "localhost").split(",")[0].strip()
headers = {"Host": host, "X-Forwarded-Proto": "https"}
request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers=headers)
try:
    sys.exit(0 if urllib.request.urlopen(request, timeout=4).status == 200 else 1)
except OSError:
    sys.exit(1)
