"""How gunicorn serves: `script/server` starts it with this file."""

import os
from pathlib import Path

_logs = Path(os.environ["DATA_DIR"]) / "logs"

wsgi_app = "config.wsgi"
bind = os.environ.get("BIND", "127.0.0.1:8000")
# Threads, so that a connection on which nothing comes holds no process; long documents are made by `manage.py work`.
worker_class = "config.serving.Worker"
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "8"))
timeout = 60
graceful_timeout = 30
# A process gives back what it has gathered; never all of them at once.
max_requests = 2000
max_requests_jitter = 400
# Its default place is the home directory of whoever runs the server, and nothing of ours asks it.
control_socket_disable = True
logger_class = "config.access_log.AccessLogger"
accesslog = str(_logs / "access.log")
errorlog = str(_logs / "gunicorn.log")
