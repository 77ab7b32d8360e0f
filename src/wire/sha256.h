// wire/sha256.h: SHA-256 (FIPS 180-4) of bytes that come in pieces, by OpenSSL.
//
// Threads: one hash, one thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// The functions of SHA-256 itself, though OpenSSL 3 would have them called through its table of
// algorithms: that reads a configuration file of the process, costs more than the hash of a short
// text, and would bring most of OpenSSL into a library that carries what it needs.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

namespace readiness::wire::internal {

// The most significant byte first.
[[nodiscard]] inline std::array<char, 8> BigEndian(uint64_t number) {
  std::array<char, 8> bytes;
  for (unsigned i = 0; i < 8; ++i) bytes[i] = static_cast<char>(number >> (56 - 8 * i));
  return bytes;
}

class Sha256 {
 public:
  Sha256() { is_good_ = SHA256_Init(&state_) == 1; }

  void Add(std::string_view bytes) {
    is_good_ = is_good_ && SHA256_Update(&state_, bytes.data(), bytes.size()) == 1;
  }
  // Eight bytes, the most significant first.
  void AddNumber(uint64_t number) {
    const std::array<char, 8> bytes = BigEndian(number);
    Add({bytes.data(), bytes.size()});
  }
  // The length, then the bytes.
  void AddFramed(std::string_view bytes) {
    AddNumber(bytes.size());
    Add(bytes);
  }

  // The digest in lower-case hexadecimal. Call once. Error: OpenSSL refused.
  [[nodiscard]] absl::StatusOr<std::string> Finish() {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
    if (!is_good_ || SHA256_Final(digest.data(), &state_) != 1) {
      return absl::InternalError("OpenSSL cannot compute SHA-256");
    }
    static constexpr char kHex[] = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : digest) {
      text.push_back(kHex[byte >> 4]);
      text.push_back(kHex[byte & 15]);
    }
    return text;
  }

 private:
  SHA256_CTX state_;
  bool is_good_ = false;
};

}  // namespace readiness::wire::internal
