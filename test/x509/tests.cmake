tls_add_test(
  x509
  x509/certificate/certificate_test.cpp
  x509/keys/credential_test.cpp
  x509/der/der_test.cpp
  x509/certificate/host_name_test.cpp
  x509/certificate/name_constraints_test.cpp
  x509/path/path_builder_test.cpp
  x509/keys/pem_test.cpp
  x509/path/verifier_test.cpp
  x509/path/verify_callback_test.cpp
  x509/certificate/verify_error_test.cpp
  MODULES x509_path x509_issue
)

tls_add_test(
  x509_revocation
  x509/revocation/crl_test.cpp
  x509/revocation/ocsp_test.cpp
  x509/revocation/revocation_test.cpp
  MODULES x509_path x509_issue
)
tls_add_test(
  x509_keys
  x509/keys/dh_test.cpp
  x509/keys/dsa_test.cpp
  x509/keys/encrypted_key_test.cpp
  x509/keys/key_forms_test.cpp
  x509/keys/pkcs12_test.cpp
  x509/keys/pss_test.cpp
  MODULES x509_path x509_issue
)
tls_add_test(x509_names x509/certificate/name_test.cpp MODULES x509_path x509_issue)
tls_add_test(x509_trust x509/path/trust_store_test.cpp MODULES x509_path x509_issue)
set_property(TEST x509_trust APPEND PROPERTY LABELS threads)
tls_add_test(x509_issue x509/issue/builder_test.cpp x509/certificate/print_test.cpp x509/issue/request_test.cpp MODULES x509_path x509_issue)
tls_add_test(
  x509_verifier
  x509/certificate/identity_test.cpp
  x509/path/defects_test.cpp
  x509/path/policy_test.cpp
  x509/path/profile_test.cpp
  x509/path/regression_test.cpp
  MODULES x509_path x509_issue
)
tls_add_test(x509_links x509/certificate/certificate_cache_test.cpp x509/path/verified_link_cache_test.cpp MODULES x509_path x509_issue)
set_property(TEST x509_links APPEND PROPERTY LABELS threads)
