# Install rules: find_package(readiness [COMPONENTS core readiness c messages]) and pkg-config: readiness for C++,
# readiness-c for C.
#
# Consumers of the archive of the compiled library link Abseil and OpenSSL of the machine that they build on, found by
# the package file.
if(NOT READINESS_INSTALL)
  return()
endif()
include(CMakePackageConfigHelpers)

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/readiness" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        FILES_MATCHING PATTERN "*.h")
install(DIRECTORY "${READINESS_PROTO_DIR}/readiness" DESTINATION "${CMAKE_INSTALL_DATADIR}/readiness/proto"
        FILES_MATCHING PATTERN "*.proto")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# The .pc files say where they are by their own place, so that `cmake --install --prefix` and a folder that is moved need no change.
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  set(READINESS_PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
else()
  file(RELATIVE_PATH readiness_pc_up "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
  string(REGEX REPLACE "/$" "" readiness_pc_up "${readiness_pc_up}")
  set(READINESS_PC_PREFIX "\${pcfiledir}/${readiness_pc_up}")
endif()

set(readiness_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/readiness")
foreach(part IN ITEMS core lib)
  install(TARGETS readiness_${part} EXPORT readiness_${part})
  install(EXPORT readiness_${part} NAMESPACE readiness:: FILE readiness_${part}.cmake
          DESTINATION "${readiness_package_dir}")
endforeach()
if(TARGET readiness_c)
  install(TARGETS readiness_c EXPORT readiness_c)
  install(EXPORT readiness_c NAMESPACE readiness:: FILE readiness_c.cmake
          DESTINATION "${readiness_package_dir}")
  configure_file("${PROJECT_SOURCE_DIR}/cmake/readiness-c.pc.in" "${PROJECT_BINARY_DIR}/readiness-c.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/readiness-c.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
  if(TARGET readiness_c_archive)
    install(FILES "${READINESS_C_ARCHIVE}" DESTINATION "${CMAKE_INSTALL_LIBDIR}")
    configure_file("${PROJECT_SOURCE_DIR}/cmake/readiness-c-static.pc.in"
                   "${PROJECT_BINARY_DIR}/readiness-c-static.pc" @ONLY)
    install(FILES "${PROJECT_BINARY_DIR}/readiness-c-static.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
  endif()
endif()
if(TARGET readiness_messages)
  install(TARGETS readiness_messages EXPORT readiness_messages)
  install(DIRECTORY "${PROJECT_BINARY_DIR}/messages/readiness" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
          FILES_MATCHING PATTERN "*.pb.h")
  install(EXPORT readiness_messages NAMESPACE readiness:: FILE readiness_messages.cmake
          DESTINATION "${readiness_package_dir}")
endif()
if(TARGET readiness_cli)
  install(TARGETS readiness_cli)
endif()

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/readiness-config.cmake.in"
  "${PROJECT_BINARY_DIR}/readiness-config.cmake" INSTALL_DESTINATION "${readiness_package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/readiness-config-version.cmake"
  COMPATIBILITY SameMinorVersion)  # 0.x: a minor release may break
install(FILES "${PROJECT_BINARY_DIR}/readiness-config.cmake"
              "${PROJECT_BINARY_DIR}/readiness-config-version.cmake"
        DESTINATION "${readiness_package_dir}")

# Who links an archive links what it needs, too; a shared library brings that along itself.
if(BUILD_SHARED_LIBS)
  set(READINESS_PC_PRIVATE "Requires.private: libcrypto\n")
else()
  set(READINESS_PC_REQUIRES " libcrypto")
endif()
configure_file("${PROJECT_SOURCE_DIR}/cmake/readiness.pc.in" "${PROJECT_BINARY_DIR}/readiness.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/readiness.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
