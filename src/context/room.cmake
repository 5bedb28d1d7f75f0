tls_add_room(context cipher_list.cpp context.cpp context_credentials.cpp context_preferences.cpp context_trust.cpp context_verification.cpp policies.cpp preferences.cpp ROOMS x509 crypto wire)
