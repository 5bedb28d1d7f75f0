# These two have local names in common with the other files, and name the tables of all algorithms.
set_source_files_properties(
  ${crypto_FOLDER}/standard_registry.cpp ${crypto_FOLDER}/suites_tls12.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON
)
tls_add_module(crypto)
