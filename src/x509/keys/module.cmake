# A program may replace this file by one with another limit, so it has an object of its own.
set_source_files_properties(${x509_keys_FOLDER}/derivation_rounds.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
tls_add_module(x509_keys)
