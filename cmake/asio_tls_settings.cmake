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

# Links take seconds less with these, where they are installed.
if(PROJECT_IS_TOP_LEVEL)
  find_program(ASIO_TLS_LINKER NAMES ld.mold ld.lld)
  mark_as_advanced(ASIO_TLS_LINKER)
  if(ASIO_TLS_LINKER)
    cmake_path(GET ASIO_TLS_LINKER EXTENSION linker)
    string(SUBSTRING ${linker} 1 -1 linker)
    add_link_options(-fuse-ld=${linker})
  endif()
endif()

if(ASIO_TLS_SANITIZE)
  target_compile_options(
    tls_settings INTERFACE -fsanitize=${ASIO_TLS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
  )
  target_link_options(tls_settings INTERFACE -fsanitize=${ASIO_TLS_SANITIZE})
  if(ASIO_TLS_SANITIZE MATCHES undefined AND CMAKE_CXX_COMPILER_ID MATCHES Clang)
    # Clang 14 cannot emit the check of a function's type for a coroutine; g++ has no such check.
    target_compile_options(tls_settings INTERFACE -fno-sanitize=function)
  endif()
  if(ASIO_TLS_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # Asio's fences, which ThreadSanitizer does not see; the mutexes beside them it does.
    target_compile_options(tls_settings INTERFACE -Wno-tsan)
  endif()
endif()

# tls_mostly_beast(TARGET): most of its code is Beast's and Asio's templates, in which UndefinedBehaviorSanitizer's checks
# take as long to compile as the rest. Clang leaves them out of Boost's headers only; AddressSanitizer's stay everywhere.
function(tls_mostly_beast target)
  if(ASIO_TLS_SANITIZE MATCHES undefined AND CMAKE_CXX_COMPILER_ID MATCHES Clang)
    target_compile_options(
      ${target} PRIVATE -fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/cmake/boost_headers.ignorelist
    )
  endif()
endfunction()

# Headers of Boost and of the standard library are precompiled for tests, and in builds with sanitizers for the library,
# too. The examples, and the library in other builds, are compiled as users compile them, so that no file lacks an include.
option(ASIO_TLS_PRECOMPILED_HEADERS "Precompile the headers that many files include" ON)
mark_as_advanced(ASIO_TLS_PRECOMPILED_HEADERS)

# tls_precompile(TARGET header...): TARGET compiles these headers once ...
function(tls_precompile target)
  if(ASIO_TLS_PRECOMPILED_HEADERS)
    target_precompile_headers(${target} PRIVATE ${ARGN})
    tls_precompiled_options(${target})
  endif()
endfunction()

# tls_use_precompiled(SOURCE target): ... and this target takes them from there.
function(tls_use_precompiled source target)
  if(ASIO_TLS_PRECOMPILED_HEADERS)
    target_precompile_headers(${target} REUSE_FROM ${source})
    tls_precompiled_options(${target})
  endif()
endfunction()

# What compiler caches need to know of precompiled headers.
function(tls_precompiled_options target)
  target_compile_options(
    ${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>
                      $<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>
  )
endfunction()
