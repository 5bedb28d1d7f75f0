tls_add_test(context context/context_test.cpp context/credentials_test.cpp context/key_log_test.cpp context/verification_test.cpp
             context/sessions_test.cpp)
set_property(TEST context APPEND PROPERTY LABELS threads)
tls_add_test(context_trust context/trust_test.cpp)
set_property(TEST context_trust APPEND PROPERTY LABELS threads)
tls_add_test(context_cipher_list context/cipher_list_test.cpp)
tls_add_test(context_key_shares context/key_shares_test.cpp)
set_tests_properties(context_key_shares PROPERTIES LABELS threads)
tls_add_test(without_legacy context/without_legacy_test.cpp WITHOUT_LEGACY)
