tls_add_room(schedule key_log.cpp tls12_secrets.cpp tls13_secrets.cpp transcript.cpp ROOMS crypto wire)
