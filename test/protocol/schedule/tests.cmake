tls_add_test(schedule protocol/schedule/test_rfc8448.cpp protocol/schedule/test_schedule.cpp protocol/schedule/test_tls12.cpp protocol/schedule/test_tls12_published.cpp MODULES schedule)
