#include "wire/json_time.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "readiness/base/instant.h"

namespace readiness::wire::internal {
namespace {

class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : text_(text) {}

  std::optional<Timestamp> Read() {
    const int year = Number(4, 1, 9999, '-');
    const int month = Number(2, 1, 12, '-');
    const int day = Number(2, 1, 31, 'T');
    const int hour = Number(2, 0, 23, ':');
    const int minute = Number(2, 0, 59, ':');
    const int second = Number(2, 0, 59);
    const absl::CivilSecond civil(year, month, day, hour, minute, second);
    if (!is_good_ || civil.day() != day) return std::nullopt;  // The 31st of a shorter month.
    Timestamp time;
    time.seconds = base::UnixSeconds(civil);
    if (Take('.')) time.nanos = Nanos();
    if (!Take('Z')) {
      const bool is_behind = Take('-');
      if (!is_behind) Expect('+');
      const int offset = Number(2, 0, 23, ':') * 3600 + Number(2, 0, 59) * 60;
      time.seconds += is_behind ? offset : -offset;
    }
    if (!is_good_ || at_ != text_.size()) return std::nullopt;
    return time;
  }

 private:
  [[nodiscard]] bool IsAtDigit() const {
    return at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9';
  }
  bool Take(char wanted) {
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  void Expect(char wanted) { is_good_ = Take(wanted) && is_good_; }
  int Number(int max_digits, int least, int most, char then = '\0') {
    int number = 0;
    int digits = 0;
    for (; digits < max_digits && IsAtDigit(); ++digits)
      number = number * 10 + (text_[at_++] - '0');
    is_good_ = is_good_ && digits > 0 && number >= least && number <= most;
    if (then != '\0') Expect(then);
    return is_good_ ? number : least;
  }
  int32_t Nanos() {
    is_good_ = is_good_ && IsAtDigit();
    int32_t nanos = 0;
    int digits = 0;
    for (; IsAtDigit(); ++at_, ++digits) {
      if (digits < 9) nanos = nanos * 10 + (text_[at_] - '0');
    }
    for (; digits < 9; ++digits) nanos *= 10;
    return nanos;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool is_good_ = true;
};

void AppendPadded(int64_t number, std::size_t width, std::string& json) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  const auto size = static_cast<std::size_t>(end - digits.data());
  if (size < width) json.append(width - size, '0');
  json.append(digits.data(), end);
}

}  // namespace

std::optional<Timestamp> ReadTimeText(std::string_view text) { return TimeReader(text).Read(); }

void AppendTimeText(const Timestamp& time, std::string& json) {
  const absl::CivilSecond utc = base::UtcOf(absl::FromUnixSeconds(time.seconds));
  const std::array<int64_t, 6> parts = {utc.year(), utc.month(),  utc.day(),
                                        utc.hour(), utc.minute(), utc.second()};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) json.push_back("--T::"[i - 1]);
    AppendPadded(parts[i], i == 0 ? 4 : 2, json);
  }
  if (const int64_t nanos = time.nanos; nanos != 0) {
    json.push_back('.');
    if (nanos % 1'000'000 == 0) {
      AppendPadded(nanos / 1'000'000, 3, json);
    } else if (nanos % 1000 == 0) {
      AppendPadded(nanos / 1000, 6, json);
    } else {
      AppendPadded(nanos, 9, json);
    }
  }
  json.push_back('Z');
}

}  // namespace readiness::wire::internal
