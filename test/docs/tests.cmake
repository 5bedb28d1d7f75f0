# Checks of the documents: all C++ blocks compile, the first client and server of README.md can communicate, no link is
# broken, paths and names of the sources exist, the page on old versions has all of their suites, and Doxygen builds the
# site without warnings.

find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
set(docs_test ${CMAKE_CURRENT_SOURCE_DIR}/docs)

add_test(NAME docs_links COMMAND Python3::Interpreter -B ${docs_test}/check_links.py)
add_test(NAME docs_names COMMAND Python3::Interpreter -B ${docs_test}/check_names.py)
add_test(NAME docs_old_suites COMMAND Python3::Interpreter -B ${docs_test}/check_old_suites.py)

add_test(NAME docs_site COMMAND ${PROJECT_SOURCE_DIR}/docs/build ${CMAKE_CURRENT_BINARY_DIR}/docs_site)
set_tests_properties(docs_site PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)

# Compiling with sanitizers would check nothing more.
if(ASIO_TLS_SANITIZE)
  return()
endif()

get_target_property(docs_boost Boost::headers INTERFACE_INCLUDE_DIRECTORIES)
set(docs_boost_flags "")
foreach(folder ${docs_boost})
  if(NOT folder STREQUAL "/usr/include")
    list(APPEND docs_boost_flags -isystem${folder})
  endif()
endforeach()
add_test(NAME docs_blocks COMMAND Python3::Interpreter -B ${docs_test}/compile_blocks.py ${CMAKE_CXX_COMPILER}
                                  ${CMAKE_CURRENT_BINARY_DIR}/docs_blocks ${docs_boost_flags}
)
set_tests_properties(docs_blocks PROPERTIES TIMEOUT 900 PROCESSORS 2)

if(NOT ASIO_TLS_BUILD_EXAMPLES)
  return()
endif()
set(number 0)
foreach(name client server)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/readme_${name}.cpp)
  add_custom_command(
    OUTPUT ${source}
    COMMAND Python3::Interpreter -B ${docs_test}/extract.py README.md ${number} ${source}
    DEPENDS ${PROJECT_SOURCE_DIR}/README.md ${docs_test}/extract.py ${docs_test}/documents.py
    VERBATIM
  )
  add_executable(readme_${name} ${source})
  target_link_libraries(readme_${name} PRIVATE asio-tls::asio-tls Threads::Threads)
  math(EXPR number "${number} + 1")
endforeach()
tls_test_needs(docs_first_programs readme_client readme_server make_certificate)
add_test(NAME docs_first_programs COMMAND Python3::Interpreter -B ${docs_test}/first_programs.py
                                          $<TARGET_FILE:readme_client> $<TARGET_FILE:readme_server>
                                          $<TARGET_FILE:make_certificate>
)
set_tests_properties(docs_first_programs PROPERTIES TIMEOUT 300)
