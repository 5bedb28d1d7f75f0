tls_add_test(schedule schedule/test_rfc8448.cpp schedule/test_schedule.cpp ROOMS schedule crypto cryptopp wire)
