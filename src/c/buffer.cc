#include "c/handles.h"

extern "C" {

const uint8_t* readiness_buffer_data(const readiness_buffer* buffer) noexcept {
  return buffer == nullptr ? nullptr : reinterpret_cast<const uint8_t*>(buffer->bytes.c_str());
}

size_t readiness_buffer_size(const readiness_buffer* buffer) noexcept {
  return buffer == nullptr ? 0 : buffer->bytes.size();
}

void readiness_buffer_free(readiness_buffer* buffer) noexcept { delete buffer; }

}  // extern "C"
