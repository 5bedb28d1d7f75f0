# Checks of the sources themselves, and of the compiler where the sources rely on it.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
foreach(check co_await functions includes leftovers)
  add_test(NAME lint_${check} COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/lint/${check}.py)
endforeach()

add_executable(test_coroutine_contract lint/coroutine_contract.cpp)
target_link_libraries(test_coroutine_contract PRIVATE tls_test_main)
add_test(NAME coroutine_contract COMMAND test_coroutine_contract)
