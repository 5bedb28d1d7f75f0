tls_add_test(
  x509
  x509/certificate_test.cpp
  x509/credential_test.cpp
  x509/der_test.cpp
  x509/host_name_test.cpp
  x509/name_constraints_test.cpp
  x509/path_builder_test.cpp
  x509/pem_test.cpp
  x509/verifier_test.cpp
  x509/verify_callback_test.cpp
  ROOMS x509 crypto cryptopp wire
)

tls_add_test(
  x509_revocation
  x509/crl_test.cpp
  x509/ocsp_test.cpp
  x509/revocation_test.cpp
  ROOMS x509 crypto cryptopp wire
)
tls_add_test(x509_keys x509/dsa_test.cpp x509/encrypted_key_test.cpp x509/pkcs12_test.cpp ROOMS x509 crypto cryptopp wire)
tls_add_test(x509_names x509/name_test.cpp ROOMS x509 crypto cryptopp wire)
tls_add_test(x509_trust x509/trust_store_test.cpp ROOMS x509 crypto cryptopp wire)
set_property(TEST x509_trust APPEND PROPERTY LABELS threads)
tls_add_test(x509_issue x509/builder_test.cpp x509/print_test.cpp x509/request_test.cpp ROOMS x509 crypto cryptopp wire)
tls_add_test(
  x509_verifier
  x509/identity_test.cpp
  x509/policy_test.cpp
  x509/profile_test.cpp
  x509/regression_test.cpp
  ROOMS x509 crypto cryptopp wire
)
tls_add_test(x509_links x509/certificate_cache_test.cpp x509/verified_link_cache_test.cpp ROOMS x509 crypto cryptopp wire)
set_property(TEST x509_links APPEND PROPERTY LABELS threads)
