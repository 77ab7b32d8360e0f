// wire/schema.h: which messages, fields and enums readiness.v1 has, for those who walk bytes or
// JSON without knowing the message.
//
// Built once, at the first use, from the bytes of descriptors that the library carries. It is ours,
// so that the library does without Protocol Buffers: generated messages, descriptors, reflection
// and JSON were a third of it, and what it took longest to load.
//
// Cost:    well under a millisecond at the first use, then none.
// Threads: safe from anywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "wire/wire_format.h"

namespace readiness::wire::internal {

struct EnumType {
  struct Value {
    std::string_view name;
    int32_t number = 0;
  };

  std::vector<Value> values;  // In the order of the schema.

  // The value, or null.
  [[nodiscard]] const Value* Find(std::string_view name) const;
  [[nodiscard]] const Value* Find(int64_t number) const;
};

struct MessageType;
struct Field;

// What exactly one may be given of. One field that is `optional` is no oneof here.
struct Oneof {
  std::string_view name;
  std::size_t index = 0;  // Its place in the message.
  std::vector<const Field*> fields;
};

// What one element of a field is. A map is a repeated message of `key` and `value`.
enum class FieldKind : int8_t { kText, kBytes, kBool, kInteger, kDouble, kEnum, kMessage };

struct Field {
  std::string_view name;       // In snake_case.
  std::string_view json_name;  // In camelCase.
  int32_t number = 0;
  std::size_t index = 0;  // Its place in the message.
  FieldKind kind = FieldKind::kText;
  uint32_t wire_type = 0;  // Of one element: 0 varint, 1 eight bytes, 2 length and bytes.
  bool is_repeated = false;
  bool is_optional = false;
  const Oneof* oneof = nullptr;          // Null: in none.
  const MessageType* message = nullptr;  // kMessage.
  const EnumType* enum_type = nullptr;   // kEnum.

  [[nodiscard]] bool is_map() const;
  [[nodiscard]] bool is_time() const;  // A google.protobuf.Timestamp.
  // Whether not given differs from the default.
  [[nodiscard]] bool has_presence() const { return is_optional || oneof != nullptr; }
  [[nodiscard]] bool is_packable() const {
    return is_repeated && kind != FieldKind::kText && kind != FieldKind::kBytes &&
           kind != FieldKind::kMessage;
  }
  // Whether its value may come with a tag of this wire type: its own, or packed.
  [[nodiscard]] bool MayCome(uint32_t given_wire_type) const {
    return given_wire_type == wire_type || (given_wire_type == kLengthAndBytes && is_packable());
  }
};

struct MessageType {
  std::string_view name;  // Without the package.
  std::deque<Field> fields;
  std::deque<Oneof> oneofs;
  bool is_map_entry = false;
  bool is_time = false;

  // The field, or null. By name: in snake_case or in camelCase.
  [[nodiscard]] const Field* Find(uint32_t number) const {
    return number < by_number.size() ? by_number[number] : nullptr;
  }
  [[nodiscard]] const Field* Find(std::string_view field_name) const {
    const auto found = by_name.find(field_name);
    return found == by_name.end() ? nullptr : found->second;
  }

  std::vector<const Field*> by_number;
  absl::flat_hash_map<std::string_view, const Field*> by_name;
};

inline bool Field::is_map() const { return message != nullptr && message->is_map_entry; }
inline bool Field::is_time() const { return message != nullptr && message->is_time; }

class Schema {
 public:
  // The schema, or why it could not be built (only if the library itself is broken).
  [[nodiscard]] static absl::StatusOr<const Schema*> Get();

  // The message readiness.v1.<name> or google.protobuf.Timestamp, or null.
  [[nodiscard]] const MessageType* Find(std::string_view name) const;

  [[nodiscard]] const MessageType& cycle() const { return *cycle_; }
  [[nodiscard]] const MessageType& entry() const { return *entry_; }
  [[nodiscard]] const MessageType& assessment() const { return *assessment_; }
  [[nodiscard]] const MessageType& policy() const { return *policy_; }
  [[nodiscard]] const MessageType& metric_definitions() const { return *metric_definitions_; }
  [[nodiscard]] const MessageType& metric_readings() const { return *metric_readings_; }
  [[nodiscard]] const MessageType& metric_states() const { return *metric_states_; }
  [[nodiscard]] const MessageType& assess_request() const { return *assess_request_; }
  [[nodiscard]] const MessageType& query_request() const { return *query_request_; }
  [[nodiscard]] const MessageType& query_answer() const { return *query_answer_; }
  [[nodiscard]] const MessageType& read_limits() const { return *read_limits_; }
  [[nodiscard]] const MessageType& metric_state_options() const { return *metric_state_options_; }
  [[nodiscard]] const MessageType& metrics_request() const { return *metrics_request_; }
  [[nodiscard]] const MessageType& telemetry() const { return *telemetry_; }
  [[nodiscard]] const MessageType& risk_graph() const { return *risk_graph_; }
  [[nodiscard]] const MessageType& rank_request() const { return *rank_request_; }
  [[nodiscard]] const MessageType& explain_question() const { return *explain_question_; }
  [[nodiscard]] const MessageType& ranking() const { return *ranking_; }

 private:
  Schema();

  // In deques, since they point at each other.
  std::deque<MessageType> message_types_;
  std::deque<EnumType> enum_types_;
  absl::flat_hash_map<std::string_view, const MessageType*> by_name_;
  absl::Status status_;
  const MessageType* cycle_ = nullptr;
  const MessageType* entry_ = nullptr;
  const MessageType* assessment_ = nullptr;
  const MessageType* policy_ = nullptr;
  const MessageType* metric_definitions_ = nullptr;
  const MessageType* metric_readings_ = nullptr;
  const MessageType* metric_states_ = nullptr;
  const MessageType* assess_request_ = nullptr;
  const MessageType* query_request_ = nullptr;
  const MessageType* query_answer_ = nullptr;
  const MessageType* read_limits_ = nullptr;
  const MessageType* metric_state_options_ = nullptr;
  const MessageType* metrics_request_ = nullptr;
  const MessageType* telemetry_ = nullptr;
  const MessageType* risk_graph_ = nullptr;
  const MessageType* rank_request_ = nullptr;
  const MessageType* explain_question_ = nullptr;
  const MessageType* ranking_ = nullptr;
};

}  // namespace readiness::wire::internal
