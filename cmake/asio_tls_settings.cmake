# Compiler settings for the project's own code. They do not affect users of the library.

# A parent project that adds this one as a subdirectory chooses the build type itself.
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
            # Without optimization, g++ 12 reports the arena's operator new for coroutine frames as mismatched.
            $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>
)

# Faster linkers, if installed. They save seconds per link.
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
    # Clang 14 cannot emit the check of a function's type for a coroutine. g++ has no such check.
    target_compile_options(tls_settings INTERFACE -fno-sanitize=function)
  endif()
  if(ASIO_TLS_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # ThreadSanitizer does not see Asio's fences. It does see the mutexes used with them.
    target_compile_options(tls_settings INTERFACE -Wno-tsan)
  endif()
endif()

# Only the library's own files are instrumented (tls_compile_as_module). The programs that link them need the runtime.
if(ASIO_TLS_COVERAGE)
  target_link_options(tls_settings INTERFACE -fprofile-instr-generate)
endif()

# tls_compile_quickly(): for programs that use the library, such as tests: their compile time matters more than their run
# time, and Asio's and Beast's templates make up most of it. Sets options of the current folder.
macro(tls_compile_quickly)
  # Below this heap size in kB, g++ does not collect garbage, which takes a tenth of the time.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=1000000>)
  # Clang omits UndefinedBehaviorSanitizer's checks in templates of Boost and the standard library, and in the tests' own
  # files: they take a third of the time. AddressSanitizer's checks stay everywhere, and all checks stay in the library.
  if(ASIO_TLS_SANITIZE MATCHES undefined AND CMAKE_CXX_COMPILER_ID MATCHES Clang)
    add_compile_options(-fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/cmake/not_the_library.ignorelist)
  endif()
endmacro()

# Headers of Boost and the standard library are precompiled for tests and, in builds with sanitizers, also for the
# library.
option(ASIO_TLS_PRECOMPILED_HEADERS "Precompile the headers that many files include" ON)
mark_as_advanced(ASIO_TLS_PRECOMPILED_HEADERS)

# Headers make up three quarters of a source file's compile time. Compiling sixteen files of a module together builds the
# library in a third of the time. Off is for work on the library: a change compiles one file, and the compiler finds a
# missing include.
option(ASIO_TLS_UNITY_BUILD "Compile the files of each module together" ON)
mark_as_advanced(ASIO_TLS_UNITY_BUILD)

# Beast's templates take minutes to compile with optimization. Tests and first tries can do without.
option(ASIO_TLS_QUICK_EXAMPLES "Compile the examples without optimization and with precompiled headers" OFF)
mark_as_advanced(ASIO_TLS_QUICK_EXAMPLES)

# tls_empty_source(VARIABLE): sets VARIABLE to a source file that declares nothing, for libraries that only hold
# precompiled headers. A library has at least one source.
function(tls_empty_source variable)
  set(file ${PROJECT_BINARY_DIR}/empty.cpp)
  file(CONFIGURE OUTPUT ${file} CONTENT "// declares nothing\n")
  set(${variable} ${file} PARENT_SCOPE)
endfunction()

# tls_precompile(TARGET header...): compiles these headers once, for TARGET.
function(tls_precompile target)
  if(ASIO_TLS_PRECOMPILED_HEADERS)
    target_precompile_headers(${target} PRIVATE ${ARGN})
    tls_precompiled_options(${target})
  endif()
endfunction()

# tls_use_precompiled(SOURCE target): makes the target use the precompiled headers of SOURCE.
function(tls_use_precompiled source target)
  if(ASIO_TLS_PRECOMPILED_HEADERS)
    target_precompile_headers(${target} REUSE_FROM ${source})
    tls_precompiled_options(${target})
  endif()
endfunction()

# Options that compiler caches need with precompiled headers.
function(tls_precompiled_options target)
  target_compile_options(
    ${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>
                      $<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>
  )
endfunction()
