tls_add_room(x509
  algorithm.cpp base64.cpp canonical_name.cpp certificate.cpp certificate_builder.cpp certificate_parser.cpp credential.cpp
  der_reader.cpp der_writer.cpp extensions.cpp host_name.cpp name.cpp name_constraints.cpp path_builder.cpp path_validation.cpp
  pem.cpp private_key.cpp public_key.cpp signature.cpp text.cpp time.cpp trust_store.cpp verifier.cpp verify_error.cpp
  ROOMS crypto cryptopp wire)
