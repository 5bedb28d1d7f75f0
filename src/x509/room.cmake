tls_add_room(x509
  algorithm.cpp base64.cpp canonical_name.cpp certificate.cpp certificate_builder.cpp certificate_cache.cpp
  certificate_parser.cpp
  certificate_request.cpp certificate_request_builder.cpp credential.cpp crl.cpp crl_builder.cpp crl_check.cpp
  crl_parser.cpp crl_scope.cpp der_reader.cpp der_writer.cpp encrypted_private_key.cpp extension_writer.cpp
  extensions.cpp file.cpp host_name.cpp identity.cpp name.cpp name_constraints.cpp object_signer.cpp
  ocsp_builder.cpp ocsp_cert_id.cpp ocsp_check.cpp ocsp_response.cpp password_encryption.cpp path_builder.cpp
  path_validation.cpp pem.cpp pem_encryption.cpp certificates_pem.cpp private_key_pem.cpp policy_extensions.cpp pkcs12.cpp pkcs12_bags.cpp pkcs12_derivation.cpp policy.cpp
  print.cpp print_extensions.cpp private_key.cpp public_key.cpp revocation.cpp signature.cpp strict_profile.cpp
  system_store.cpp text.cpp time.cpp trust_source.cpp trust_store.cpp verified_link_cache.cpp verifier.cpp
  verify_error.cpp web_profile.cpp
  ROOMS crypto cryptopp wire)
