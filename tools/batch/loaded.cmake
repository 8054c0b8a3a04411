# Libraries that are loaded when they are needed (library.h): writes loaded_MODULE.h for the functions in
# MODULE.functions. The file that is loaded is the one that a program linked with the library would ask for.

# The name by which programs ask for the library of a found module; empty where it cannot be told.
function(evx_soname out module)
  set(${out} "" PARENT_SCOPE)
  find_library(EVX_FILE_${module} NAMES ${${module}_LIBRARIES} HINTS ${${module}_LIBRARY_DIRS})
  if(NOT EVX_FILE_${module} OR NOT CMAKE_READELF)
    return()
  endif()
  execute_process(COMMAND ${CMAKE_READELF} -d ${EVX_FILE_${module}} OUTPUT_VARIABLE dynamic ERROR_QUIET)
  if(dynamic MATCHES "SONAME[^[]*\\[([^]]*)\\]")
    set(${out} ${CMAKE_MATCH_1} PARENT_SCOPE)
  endif()
endfunction()

function(evx_write_loaded file name soname) # HEADER...
  file(STRINGS ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${name}.functions functions)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${name}.functions)
  set(text "/* Made by loaded.cmake. */\n#include \"library.h\"\n")
  foreach(header ${ARGN})
    string(APPEND text "#include <${header}>\n")
  endforeach()
  string(APPEND text "#define LOADED_FILE \"${soname}\"\nstatic struct {\n")
  foreach(f ${functions})
    string(APPEND text "  __typeof__(${f}) *f_${f};\n")
  endforeach()
  string(APPEND text "} loaded;\n#define LOADED_AT(f) offsetof(__typeof__(loaded), f)\n"
                     "static const library_function loaded_functions[] = {\n")
  foreach(f ${functions})
    string(APPEND text "  {\"${f}\", LOADED_AT(f_${f})},\n")
  endforeach()
  string(APPEND text "};\n")
  foreach(f ${functions})
    string(APPEND text "#define ${f} loaded.f_${f}\n")
  endforeach()
  string(APPEND text "#define LIBRARY_LOAD()                                                        \\\n"
                     "  library_load(LOADED_FILE, loaded_functions, sizeof loaded_functions / sizeof *loaded_functions, &loaded)\n")
  file(CONFIGURE OUTPUT ${file} CONTENT "${text}" @ONLY)
endfunction()
