"""How gunicorn serves Decider; it reads this file by itself. Options on its command line win."""

worker_class = "gthread"
# Processes use the cores, threads wait for the database side by side.
workers = 2
threads = 4
timeout = 60
# Code is imported once and shared, and a broken start is said once.
preload_app = True
control_socket_disable = True
