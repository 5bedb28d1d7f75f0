# How the project's own code is compiled; nothing of this reaches users of the library.

# A project that adds this one as a folder of its own chooses for both.
if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)

add_library(tls_settings INTERFACE)
target_compile_features(tls_settings INTERFACE cxx_std_20)
target_compile_options(
  tls_settings
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wshadow
            -Wnon-virtual-dtor
            -Wold-style-cast
            -Woverloaded-virtual
            # g++ 12 reports initialised coroutine frame members as maybe-uninitialized, and inlined copies and
            # comparisons of byte vectors as out of bounds.
            $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
            $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds>
            $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overread>
            # Without optimization, it takes the arena's operator new of coroutine frames for one without a match.
            $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>
)

if(ASIO_TLS_SANITIZE)
  target_compile_options(tls_settings INTERFACE -fsanitize=${ASIO_TLS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(tls_settings INTERFACE -fsanitize=${ASIO_TLS_SANITIZE})
  if(ASIO_TLS_SANITIZE MATCHES fuzzer)
    target_compile_definitions(tls_settings INTERFACE FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION)
  endif()
  if(ASIO_TLS_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # Asio's fences, which ThreadSanitizer does not see; the mutexes beside them it does.
    target_compile_options(tls_settings INTERFACE -Wno-tsan)
  endif()
endif()

# tls_mostly_beast(TARGET): its own lines are few beside Beast's and Asio's templates. Those take the optimizer minutes and
# gigabytes under sanitizers, and UndefinedBehaviorSanitizer doubles what is left to compile, for code that is not ours.
function(tls_mostly_beast target)
  if(ASIO_TLS_SANITIZE)
    target_compile_options(${target} PRIVATE -O0 -fno-sanitize=undefined)
  endif()
endfunction()
