# The modules of src/modules.txt. Each is an object library tls_NAME. It can be built and tested with only the modules
# that it calls.

set(ASIO_TLS_SOURCE_DIR ${CMAKE_CURRENT_LIST_DIR}/../src)
cmake_path(NORMAL_PATH ASIO_TLS_SOURCE_DIR)
set(ASIO_TLS_MODULES "")
set(ASIO_TLS_USERS_OF_ASIO wire handshake engine ocsp context stream openssl_shim)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ASIO_TLS_SOURCE_DIR}/modules.txt)

# Sets MODULE_FOLDER and MODULE_CLOSURE (the module and everything that it calls, directly or indirectly) of each
# module.
file(STRINGS ${ASIO_TLS_SOURCE_DIR}/modules.txt lines REGEX "^[^#]")
foreach(line IN LISTS lines)
  string(REGEX MATCHALL "[^ ]+" called "${line}")
  list(POP_FRONT called module folder)
  set(${module}_FOLDER ${ASIO_TLS_SOURCE_DIR}/${folder})
  set(${module}_CLOSURE ${module})
  foreach(below IN LISTS called)
    if(NOT below IN_LIST ASIO_TLS_MODULES)
      message(FATAL_ERROR "src/modules.txt: ${module} calls ${below}, which is not on a line above")
    endif()
    list(APPEND ${module}_CLOSURE ${${below}_CLOSURE})
  endforeach()
  list(REMOVE_DUPLICATES ${module}_CLOSURE)
  list(APPEND ASIO_TLS_MODULES ${module})
endforeach()

# tls_add_module(NAME [SOURCES source...]): adds a module. Without SOURCES it has every .cpp file of the folder except
# absent.cpp, which replaces the module if its library or platform is missing.
function(tls_add_module name)
  cmake_parse_arguments(arg "" "" "SOURCES" ${ARGN})
  set(folder ${${name}_FOLDER})
  if(arg_SOURCES)
    list(TRANSFORM arg_SOURCES PREPEND ${folder}/)
  else()
    file(GLOB arg_SOURCES CONFIGURE_DEPENDS ${folder}/*.cpp)
    list(REMOVE_ITEM arg_SOURCES ${folder}/absent.cpp)
  endif()
  # The other modules of algorithms have local names in common, and few files each.
  if(ASIO_TLS_UNITY_BUILD AND (name STREQUAL "cryptopp" OR NOT folder MATCHES "/algorithms/"))
    tls_compile_together(arg_SOURCES ${name} ${ASIO_TLS_SOURCE_DIR} ${arg_SOURCES})
  endif()
  add_library(tls_${name} OBJECT ${arg_SOURCES})
  tls_compile_as_module(tls_${name})
  set(precompiled tls_precompiled)
  if(name IN_LIST ASIO_TLS_USERS_OF_ASIO)
    set(precompiled tls_precompiled_asio)
  endif()
  if(TARGET ${precompiled})
    tls_use_precompiled(${precompiled} tls_${name})
  elseif(name IN_LIST ASIO_TLS_USERS_OF_ASIO)
    target_compile_options(tls_${name} PRIVATE -include ${PROJECT_SOURCE_DIR}/cmake/asio_visible.hpp)
  endif()
endfunction()

# tls_compile_together(VARIABLE NAME FOLDER source...): sets VARIABLE to new files, each of which includes sixteen of these
# sources, and to the sources that have compile options of their own or the property SKIP_UNITY_BUILD_INCLUSION. The sources
# are in FOLDER, an include directory; no other include directory may have files with their names. CMake's own unity builds
# name the sources by absolute paths: compiler caches would miss them in another clone.
function(tls_compile_together variable name base)
  set(result "")
  set(together "")
  foreach(source IN LISTS ARGN)
    get_source_file_property(skip ${source} SKIP_UNITY_BUILD_INCLUSION)
    get_source_file_property(options ${source} COMPILE_OPTIONS)
    if(skip OR options OR NOT source MATCHES "\\.cpp$") # or the objects of another target
      list(APPEND result ${source})
    else()
      cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${base})
      cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${base})
      list(APPEND together ${source})
    endif()
  endforeach()
  list(LENGTH together length)
  if(length EQUAL 1)
    set(${variable} ${ARGN} PARENT_SCOPE)
    return()
  endif()
  set(number 0)
  while(together)
    list(SUBLIST together 0 16 part)
    list(REMOVE_ITEM together ${part})
    list(TRANSFORM part REPLACE "(.+)" "#include \"\\1\"\n")
    list(JOIN part "" text)
    set(file ${CMAKE_CURRENT_BINARY_DIR}/together/${name}_${number}.cpp)
    file(CONFIGURE OUTPUT ${file} CONTENT "${text}" @ONLY)
    list(APPEND result ${file})
    math(EXPR number "${number} + 1")
    # g++ 12 takes the unnamed namespace of an included source for one in a header, and reports moves of inlined vectors.
    set_source_files_properties(
      ${file}
      PROPERTIES
        COMPILE_OPTIONS
        "$<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>;$<$<CXX_COMPILER_ID:GNU>:-Wno-free-nonheap-object>"
    )
  endwhile()
  set(${variable} ${result} PARENT_SCOPE)
endfunction()

function(tls_compile_as_module target)
  target_link_libraries(${target} PUBLIC tls_settings Boost::headers)
  target_include_directories(
    ${target} PUBLIC ${PROJECT_SOURCE_DIR}/include PRIVATE ${ASIO_TLS_SOURCE_DIR}
  )
  set_target_properties(
    ${target} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
  )
  if(ASIO_TLS_COVERAGE)
    target_compile_options(${target} PRIVATE -fprofile-instr-generate -fcoverage-mapping)
  endif()
endfunction()

# tls_add_precompiled_headers(): adds the precompiled headers that tls_add_module() uses in builds with sanitizers.
function(tls_add_precompiled_headers)
  if(NOT ASIO_TLS_SANITIZE OR NOT ASIO_TLS_PRECOMPILED_HEADERS)
    return()
  endif()
  tls_empty_source(empty)
  foreach(name tls_precompiled tls_precompiled_asio)
    add_library(${name} OBJECT ${empty})
    tls_compile_as_module(${name})
  endforeach()
  set(headers <algorithm> <array> <chrono> <functional> <map> <memory> <mutex> <optional> <set> <span> <stdexcept>
              <string> <string_view> <vector> <boost/system/system_error.hpp>
  )
  tls_precompile(tls_precompiled ${headers})
  tls_precompile(tls_precompiled_asio ${PROJECT_SOURCE_DIR}/cmake/asio_visible.hpp ${headers})
endfunction()

# tls_add_library(NAME [STATIC | SHARED]): adds a library of all modules. A shared library exports the names that public
# headers declare.
function(tls_add_library name)
  add_library(${name} ${ARGN})
  foreach(module IN LISTS ASIO_TLS_MODULES)
    target_sources(${name} PRIVATE $<TARGET_OBJECTS:tls_${module}>)
  endforeach()
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_link_libraries(
    ${name} PUBLIC Boost::headers Threads::Threads PRIVATE $<BUILD_INTERFACE:tls_settings> ${ASIO_TLS_CRYPTO_LIBRARIES}
                                                           ${CMAKE_DL_LIBS}
  )
  set_target_properties(
    ${name} PROPERTIES LINKER_LANGUAGE CXX VERSION ${PROJECT_VERSION} SOVERSION ${ASIO_TLS_SOVERSION}
                       LINK_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/exports.map
  )
  get_target_property(type ${name} TYPE)
  if(type STREQUAL SHARED_LIBRARY)
    target_link_options(${name} PRIVATE -Wl,--version-script=${PROJECT_SOURCE_DIR}/cmake/exports.map)
    if(NOT ASIO_TLS_SANITIZE) # sanitizers leave names for the program to define
      target_link_options(${name} PRIVATE -Wl,-z,defs)
    endif()
  endif()
endfunction()

# tls_link_modules(TARGET [WITHOUT_LEGACY] module...): links the objects of these modules and of all modules that they
# call, and the libraries that implement algorithms. With WITHOUT_LEGACY these are the objects of a library that is built
# with ASIO_TLS_LEGACY=OFF.
function(tls_link_modules target)
  cmake_parse_arguments(arg "WITHOUT_LEGACY" "" "" ${ARGN})
  foreach(name IN LISTS arg_UNPARSED_ARGUMENTS)
    if(NOT name IN_LIST ASIO_TLS_MODULES)
      message(FATAL_ERROR "${target}: src/modules.txt has no module ${name}")
    endif()
    list(APPEND modules ${${name}_CLOSURE})
  endforeach()
  list(REMOVE_DUPLICATES modules)
  foreach(module IN LISTS modules)
    set(objects $<TARGET_OBJECTS:tls_${module}>)
    if(arg_WITHOUT_LEGACY AND module STREQUAL legacy)
      set(objects $<TARGET_OBJECTS:tls_legacy_absent>)
    elseif(arg_WITHOUT_LEGACY)
      get_target_property(left_out tls_${module} TLS_SOURCES_OF_LEGACY)
      foreach(source IN LISTS left_out)
        if(source)
          cmake_path(GET source FILENAME file)
          set(objects $<FILTER:${objects},EXCLUDE,/${file}\\.>)
        endif()
      endforeach()
    endif()
    target_sources(${target} PRIVATE ${objects})
  endforeach()
  target_link_libraries(${target} PUBLIC Boost::headers ${ASIO_TLS_CRYPTO_LIBRARIES} Threads::Threads ${CMAKE_DL_LIBS})
endfunction()
