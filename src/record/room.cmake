tls_add_room(record
  block_pool.cpp input_buffer.cpp output_buffer.cpp record_header.cpp protection_tls12.cpp protection_tls13.cpp
  reassembler.cpp record_layer.cpp tls12_cbc_opener.cpp tls12_cbc_sealer.cpp tls12_mac.cpp
  ROOMS schedule crypto wire)
