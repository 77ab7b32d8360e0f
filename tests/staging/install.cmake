# Installs the build tree into an empty staging folder: cmake -DBUILD=... -DSTAGE=... -P install.cmake
file(REMOVE_RECURSE "${STAGE}")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${STAGE}"
                COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
