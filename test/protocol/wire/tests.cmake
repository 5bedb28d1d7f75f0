tls_add_test(
  wire
  protocol/wire/code_points.cpp protocol/wire/error.cpp protocol/wire/reader.cpp
  protocol/wire/versions.cpp protocol/wire/writer.cpp
  MODULES wire
)
