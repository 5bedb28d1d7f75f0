tls_add_test(schedule schedule/test_rfc8448.cpp schedule/test_schedule.cpp schedule/test_tls12.cpp schedule/test_tls12_published.cpp ROOMS schedule crypto cryptopp wire)
