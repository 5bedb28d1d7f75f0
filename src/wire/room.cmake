tls_add_room(wire alert.cpp code_points.cpp error.cpp reader.cpp version.cpp writer.cpp)
