#include "wire/mapping.h"

namespace readiness::wire::internal {
namespace {

double DoubleOf(std::string_view little_endian) {
  uint64_t bits = 0;
  if (little_endian.size() < 8) return 0;
  for (std::size_t i = 0; i < 8; ++i) {
    bits = bits << 8 | static_cast<unsigned char>(little_endian[little_endian.size() - 1 - i]);
  }
  return std::bit_cast<double>(bits);
}

}  // namespace

void Walk::Fail(PathStep leaf, std::string_view what) {
  if (status_.ok()) status_ = absl::InvalidArgumentError(Located(path_.Text(leaf), what));
}

bool Walk::Enter(PathStep step) {
  if (path_.depth() >= kMaxDepth) {
    Fail(step, base::Cat("is nested more than ", kMaxDepth, " messages deep"));
    return false;
  }
  path_.Enter(step);
  return true;
}

// --- Encoder ---------------------------------------------------------------------------------

void Encoder::Finish() {
  if (is_in_order_) return;
  std::stable_sort(pieces_.begin(), pieces_.end(),
                   [](const Piece& a, const Piece& b) { return a.number < b.number; });
  std::string ordered;
  ordered.reserve(bytes_.size() - begin_);
  for (const Piece& piece : pieces_) ordered.append(bytes_, piece.begin, piece.size);
  bytes_.replace(begin_, bytes_.size() - begin_, ordered);
}

const Field* Encoder::Begin(std::string_view name) {
  const std::size_t place = next_++;
  if (!walk_.ok()) return nullptr;
  const Field* field = place < layout_.fields.size() ? layout_.fields[place] : nullptr;
  if (field == nullptr) {
    walk_.Fail({name, -1}, kNotInSchema);
    return nullptr;
  }
  if (field->number < 64 && ((left_out_ >> field->number) & 1) != 0) return nullptr;
  field_begin_ = bytes_.size();
  return field;
}

void Encoder::End(const Field& field) {
  if (bytes_.size() == field_begin_) return;
  if (!pieces_.empty() && pieces_.back().number > field.number) is_in_order_ = false;
  pieces_.push_back({field.number, field_begin_, bytes_.size() - field_begin_});
}

void Encoder::Tag(const Field& field, uint32_t wire_type) {
  AppendVarint(static_cast<uint64_t>(field.number) << 3 | wire_type, bytes_);
}

std::size_t Encoder::BeginFramed(const Field& field) {
  Tag(field, kLengthAndBytes);
  bytes_.push_back(0);  // Most lengths are one byte.
  return bytes_.size();
}

void Encoder::EndFramed(std::size_t begin) {
  const std::size_t size = bytes_.size() - begin;
  if (size < 0x80) {
    bytes_[begin - 1] = static_cast<char>(size);
    return;
  }
  std::string length;
  AppendVarint(size, length);
  bytes_.replace(begin - 1, 1, length);
}

void Encoder::AppendDouble(double value) {
  auto bits = std::bit_cast<uint64_t>(value);
  char little_endian[8];
  for (char& byte : little_endian) {
    byte = static_cast<char>(bits & 0xFF);
    bits >>= 8;
  }
  bytes_.append(little_endian, sizeof little_endian);
}

void Encoder::CheckText(PathStep leaf, std::string_view text) {
  if (const auto at = base::InvalidUtf8At(text); at.has_value()) {
    walk_.Fail(leaf, base::Cat("is not UTF-8 at byte ", *at));
  }
}

void Encoder::Text(std::string_view name, std::string_view value, bool is_explicit) {
  if (walk_.ok()) CheckText({name, -1}, value);
  Bytes(name, value, is_explicit);
}

void Encoder::Bytes(std::string_view name, std::string_view value, bool is_explicit) {
  const Field* field = Begin(name);
  if (field == nullptr) return;
  if (value.empty() && !is_explicit && !field->has_presence()) return;
  Tag(*field, kLengthAndBytes);
  AppendVarint(value.size(), bytes_);
  bytes_.append(value);
  End(*field);
}

void Encoder::Integer(std::string_view name, uint64_t value, bool is_explicit) {
  const Field* field = Begin(name);
  if (field == nullptr) return;
  if (value == 0 && !is_explicit && !field->has_presence()) return;
  Tag(*field, 0);
  AppendVarint(value, bytes_);
  End(*field);
}

void Encoder::Double(std::string_view name, double value, bool is_explicit) {
  const Field* field = Begin(name);
  if (field == nullptr) return;
  if (std::isnan(value)) walk_.Fail({name, -1}, kNaNRefused);
  // -0 is no default.
  if (std::bit_cast<uint64_t>(value) == 0 && !is_explicit && !field->has_presence()) return;
  Tag(*field, 1);
  AppendDouble(value);
  End(*field);
}

void Encoder::Enum(std::string_view name, int number, bool is_known, bool is_explicit) {
  if (walk_.ok() && !is_known) {
    walk_.Fail({name, -1}, base::Cat(number, " is not a value of this field"));
  }
  Integer(name, static_cast<uint64_t>(number), is_explicit);
}

void Encoder::Time(std::string_view name, absl::Time time) {
  const Field* field = Begin(name);
  if (field == nullptr) return;
  const int64_t seconds = absl::ToUnixSeconds(time);  // Rounds down; saturates at the infinities.
  if (time == absl::InfiniteFuture() || time == absl::InfinitePast() || seconds < kMinSeconds ||
      seconds > kMaxSeconds) {
    walk_.Fail({name, -1}, kTimeOutOfRange);
    return;
  }
  const absl::Duration rest = time - absl::FromUnixSeconds(seconds);
  const int64_t micros = absl::ToInt64Microseconds(rest);
  if (absl::Microseconds(micros) != rest) walk_.Fail({name, -1}, kNotWholeMicroseconds);
  const std::size_t begin = BeginFramed(*field);
  if (seconds != 0) AppendVarintField(1, static_cast<uint64_t>(seconds), bytes_);
  if (micros != 0) AppendVarintField(2, static_cast<uint64_t>(micros * 1000), bytes_);
  EndFramed(begin);
  End(*field);
}

void Encoder::Texts(std::string_view name, const std::vector<std::string>& values) {
  const Field* field = Begin(name);
  if (field == nullptr) return;
  for (std::size_t i = 0; i < values.size() && walk_.ok(); ++i) {
    CheckText({name, static_cast<int64_t>(i)}, values[i]);
    AppendBytesField(static_cast<uint32_t>(field->number), values[i], bytes_);
  }
  End(*field);
}

void Encoder::Doubles(std::string_view name, const std::vector<double>& values) {
  const Field* field = Begin(name);
  if (field == nullptr || values.empty()) return;
  const std::size_t begin = BeginFramed(*field);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) walk_.Fail({name, static_cast<int64_t>(i)}, kNaNRefused);
    AppendDouble(values[i]);
  }
  EndFramed(begin);
  End(*field);
}

void Encoder::Integers(std::string_view name, const std::vector<int64_t>& values) {
  const Field* field = Begin(name);
  if (field == nullptr || values.empty()) return;
  const std::size_t begin = BeginFramed(*field);
  for (const int64_t value : values) AppendVarint(static_cast<uint64_t>(value), bytes_);
  EndFramed(begin);
  End(*field);
}

void Encoder::Counts(std::string_view name, const std::map<std::string, int64_t>& counts) {
  const Field* field = Begin(name);
  if (field == nullptr) return;
  for (const auto& [key, count] : counts) {
    CheckText({name, -1}, key);
    const std::size_t begin = BeginFramed(*field);
    AppendBytesField(1, key, bytes_);
    AppendVarintField(2, static_cast<uint64_t>(count), bytes_);
    EndFramed(begin);
  }
  End(*field);
}

// --- Decoder ---------------------------------------------------------------------------------

bool Decoder::Read(std::string_view bytes) {
  if (layout_.type == nullptr) return false;
  chains_.resize(layout_.type->fields.size(), Chain{});
  FieldCursor cursor(bytes);
  while (!cursor.at_end()) {
    RawField raw;
    if (!cursor.Take(raw)) {
      if (!cursor.Next().ok()) return false;
      continue;  // A group: the schema has none.
    }
    const Field* field = layout_.type->Find(raw.number);
    if (field == nullptr || (raw.wire_type != WireTypeOf(*field) &&
                             !(field->is_packable() && raw.wire_type == kLengthAndBytes))) {
      continue;
    }
    const auto place = static_cast<int32_t>(fields_.given.size());
    fields_.given.push_back({raw, -1});
    Chain& chain = chains_[field->index];
    if (chain.first < 0) {
      chain.first = place;
    } else {
      fields_.given[static_cast<std::size_t>(chain.last)].next = place;
    }
    chain.last = place;
  }
  return true;
}

void Decoder::Lacks(std::string_view name) {
  if (Begin(name) != nullptr) walk_.Fail({name, -1}, kLeftOut);
}

const Field* Decoder::Begin(std::string_view name) {
  const std::size_t place = next_++;
  if (!walk_.ok()) return nullptr;
  const Field* field = place < layout_.fields.size() ? layout_.fields[place] : nullptr;
  if (field == nullptr) walk_.Fail({name, -1}, kNotInSchema);
  return field;
}

std::size_t Decoder::Count(const Field& field) const {
  std::size_t count = 0;
  for (int32_t at = First(field); at >= 0; at = Next(at)) ++count;
  return count;
}

void Decoder::Text(std::string_view name, std::string& value) {
  if (const Field* field = Begin(name)) value = Last(*field).payload;
}

uint64_t Decoder::Integer(std::string_view name) {
  const Field* field = Begin(name);
  return field == nullptr ? 0 : Last(*field).varint;
}

double Decoder::Double(std::string_view name) {
  const Field* field = Begin(name);
  const double value = field == nullptr ? 0 : DoubleOf(Last(*field).whole);
  if (std::isnan(value)) walk_.Fail({name, -1}, kNaNRefused);
  return value;
}

absl::Time Decoder::Time(std::string_view name) {
  const Field* field = Begin(name);
  if (field == nullptr) return {};
  int64_t seconds = 0;
  int64_t nanos = 0;
  FieldCursor cursor(Last(*field).payload);
  while (!cursor.at_end()) {
    RawField raw;
    if (!cursor.Take(raw)) {
      if (!cursor.Next().ok()) break;  // wire/scan.h has refused it.
      continue;
    }
    if (raw.number == 1 && raw.wire_type == 0) seconds = static_cast<int64_t>(raw.varint);
    // A number of 32 bits: what is above is passed over, as Protocol Buffers do.
    if (raw.number == 2 && raw.wire_type == 0) nanos = static_cast<int32_t>(raw.varint);
  }
  if (seconds < kMinSeconds || seconds > kMaxSeconds || nanos < 0 || nanos > 999'999'999) {
    walk_.Fail({name, -1}, kTimeOutOfRange);
    return {};
  }
  if (nanos % 1000 != 0) walk_.Fail({name, -1}, kNotWholeMicroseconds);
  return absl::FromUnixSeconds(seconds) + absl::Nanoseconds(nanos);
}

void Decoder::Texts(std::string_view name, std::vector<std::string>& values) {
  const Field* field = Begin(name);
  if (field == nullptr) return;
  values.reserve(Count(*field));
  for (int32_t at = First(*field); at >= 0; at = Next(at)) values.emplace_back(Raw(at).payload);
}

void Decoder::Doubles(std::string_view name, std::vector<double>& values) {
  const Field* field = Begin(name);
  if (field == nullptr) return;
  for (int32_t at = First(*field); at >= 0 && walk_.ok(); at = Next(at)) {
    const RawField& raw = Raw(at);
    std::string_view numbers =
        raw.wire_type == kLengthAndBytes ? raw.payload : raw.whole.substr(raw.whole.size() - 8);
    for (; numbers.size() >= 8; numbers.remove_prefix(8)) {
      values.push_back(DoubleOf(numbers.substr(0, 8)));
      if (std::isnan(values.back())) {
        walk_.Fail({name, static_cast<int64_t>(values.size()) - 1}, kNaNRefused);
      }
    }
  }
}

void Decoder::Integers(std::string_view name, std::vector<int64_t>& values) {
  const Field* field = Begin(name);
  if (field == nullptr) return;
  for (int32_t at = First(*field); at >= 0 && walk_.ok(); at = Next(at)) {
    const RawField& raw = Raw(at);
    if (raw.wire_type != kLengthAndBytes) {
      values.push_back(static_cast<int64_t>(raw.varint));
      continue;
    }
    std::string_view numbers = raw.payload;
    while (!numbers.empty()) {
      uint64_t value = 0;
      if (!TakeVarint(numbers, value)) {
        walk_.Fail({name, -1}, "is not a list of numbers");
        return;
      }
      values.push_back(static_cast<int64_t>(value));
    }
  }
}

void Decoder::Counts(std::string_view name, std::map<std::string, int64_t>& counts) {
  const Field* field = Begin(name);
  if (field == nullptr) return;
  for (int32_t at = First(*field); at >= 0; at = Next(at)) {
    std::string key;
    int64_t count = 0;
    FieldCursor cursor(Raw(at).payload);
    while (!cursor.at_end()) {
      const auto raw = cursor.Next();
      if (!raw.ok()) break;  // wire/scan.h has refused it.
      if (raw->number == 1 && raw->wire_type == kLengthAndBytes) key = raw->payload;
      if (raw->number == 2 && raw->wire_type == 0) count = static_cast<int64_t>(raw->varint);
    }
    counts[key] = count;
  }
}

}  // namespace readiness::wire::internal
