tls_add_test(
  wire
  protocol/wire/code_points_test.cpp protocol/wire/error_test.cpp protocol/wire/reader_test.cpp
  protocol/wire/versions_test.cpp protocol/wire/writer_test.cpp
  MODULES wire
)
