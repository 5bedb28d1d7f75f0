tls_add_test(
  wire
  wire/code_points.cpp wire/error.cpp wire/reader.cpp wire/writer.cpp
  ROOMS wire
)
