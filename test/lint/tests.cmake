# Lints of the sources, and tests of compiler behavior that the sources rely on.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
foreach(check co_await functions includes leftovers null_protection public_headers self_contained)
  add_test(NAME lint_${check} COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/lint/${check}.py)
endforeach()

# Compiles a user's translation unit with many warnings as errors, and without exceptions, which must fail with a
# sentence that says so.
function(tls_add_user_unit_tests name compiler)
  set(command ${CMAKE_CXX_COMPILER_LAUNCHER} ${compiler} -std=c++20 -fsyntax-only -I${PROJECT_SOURCE_DIR}/include ${ARGN}
              ${CMAKE_CURRENT_SOURCE_DIR}/lint/user_warnings.cpp)
  add_test(NAME user_warnings_${name}
           COMMAND ${command} -Werror -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
                   -Wnon-virtual-dtor -Woverloaded-virtual)
  add_test(NAME user_without_exceptions_${name} COMMAND ${command} -fno-exceptions -Wfatal-errors)
  set_tests_properties(user_without_exceptions_${name} PROPERTIES
                       PASS_REGULAR_EXPRESSION "asio-tls needs C\\+\\+ exceptions")
endfunction()
if(NOT ASIO_TLS_SANITIZE)
  get_target_property(user_boost Boost::headers INTERFACE_INCLUDE_DIRECTORIES)
  list(REMOVE_ITEM user_boost /usr/include)
  list(TRANSFORM user_boost PREPEND -isystem)
  tls_add_user_unit_tests(own ${CMAKE_CXX_COMPILER} ${user_boost})
  find_program(ASIO_TLS_CLANG clang++)
  if(ASIO_TLS_CLANG AND NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    tls_add_user_unit_tests(clang ${ASIO_TLS_CLANG} ${user_boost})
  endif()
endif()

# Tests the coroutine contract with the current compiler and, if it is installed, with Clang: src/ supports both.
tls_add_test(coroutine_contract lint/coroutine_contract.cpp lint/step_contract.cpp MODULES handshake)
# Uses the library's compile options, which differ from those of the precompiled headers.
set_target_properties(test_coroutine_contract PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
target_compile_options(test_coroutine_contract PRIVATE $<$<CONFIG:Release>:-O3>)
find_program(ASIO_TLS_CLANG clang++)
if(ASIO_TLS_CLANG AND NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND NOT ASIO_TLS_SANITIZE)
  set(contract_sources lint/coroutine_contract.cpp lint/step_contract.cpp main.cpp)
  list(TRANSFORM contract_sources PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  list(APPEND contract_sources ${PROJECT_SOURCE_DIR}/src/protocol/handshake/frame_arena.cpp
                               ${PROJECT_SOURCE_DIR}/src/protocol/record/block_pool.cpp)
  foreach(level 0 2)
    set(program ${CMAKE_CURRENT_BINARY_DIR}/coroutine_contract_by_clang_O${level})
    set(objects "")
    foreach(source ${contract_sources})
      cmake_path(GET source STEM stem)
      set(object ${program}_${stem}.o)
      add_custom_command(
        OUTPUT ${object}
        COMMAND
          ${CMAKE_CXX_COMPILER_LAUNCHER} ${ASIO_TLS_CLANG} -std=c++20 -O${level} -Wall -Wextra -DBOOST_TEST_DYN_LINK
          -I${PROJECT_SOURCE_DIR}/include -I${PROJECT_SOURCE_DIR}/src -I${CMAKE_CURRENT_SOURCE_DIR} -MD -MF ${object}.d
          -c ${source} -o ${object}
        DEPENDS ${source}
        DEPFILE ${object}.d
        VERBATIM
      )
      list(APPEND objects ${object})
    endforeach()
    add_custom_command(
      OUTPUT ${program} COMMAND ${ASIO_TLS_CLANG} ${objects} -o ${program} -lboost_unit_test_framework DEPENDS ${objects} VERBATIM
    )
    list(APPEND contract_programs ${program})
    add_custom_target(test_coroutine_contract_clang_O${level} DEPENDS ${program})
    add_test(NAME coroutine_contract_clang_O${level} COMMAND ${program})
  endforeach()
  add_custom_target(coroutine_contract_by_clang ALL DEPENDS ${contract_programs})
endif()
