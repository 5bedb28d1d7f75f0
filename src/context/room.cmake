tls_add_room(context context.cpp context_credentials.cpp context_preferences.cpp context_trust.cpp context_verification.cpp preferences.cpp ROOMS x509 crypto wire)
