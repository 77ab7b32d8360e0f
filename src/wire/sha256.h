// wire/sha256.h: SHA-256 (FIPS 180-4) of bytes that come in pieces, by OpenSSL.
//
// Threads: one hash, one thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include <openssl/evp.h>

namespace readiness::wire::internal {

// The most significant byte first.
[[nodiscard]] inline std::array<char, 8> BigEndian(uint64_t number) {
  std::array<char, 8> bytes;
  for (unsigned i = 0; i < 8; ++i) bytes[i] = static_cast<char>(number >> (56 - 8 * i));
  return bytes;
}

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new()) {
    is_good_ = context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1;
  }

  void Add(std::string_view bytes) {
    is_good_ = is_good_ && EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
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

  // The digest in lower-case hexadecimal. Call once. Error: OpenSSL refused (no memory, no
  // SHA-256).
  [[nodiscard]] absl::StatusOr<std::string> Finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    if (!is_good_ || EVP_DigestFinal_ex(context_.get(), digest.data(), &size) != 1) {
      return absl::InternalError("OpenSSL cannot compute SHA-256");
    }
    static constexpr char kHex[] = "0123456789abcdef";
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
      text.push_back(kHex[digest[i] >> 4]);
      text.push_back(kHex[digest[i] & 15]);
    }
    return text;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
  bool is_good_ = false;
};

}  // namespace readiness::wire::internal
