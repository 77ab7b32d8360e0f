#include "wire/schema.h"

#include <algorithm>
#include <utility>

#include "readiness/base/status.h"
#include "readiness/base/text.h"

#include "wire/embedded_descriptors.h"
#include "wire/wire_format.h"

namespace readiness::wire::internal {
namespace {

// The numbers of google/protobuf/descriptor.proto, as far as they matter here.
namespace descriptor {
constexpr uint32_t kFileInSet = 1;
constexpr uint32_t kPackageOfFile = 2;
constexpr uint32_t kMessageOfFile = 4;
constexpr uint32_t kEnumOfFile = 5;
constexpr uint32_t kName = 1;  // Of a message, field, oneof, enum and value.
constexpr uint32_t kFieldOfMessage = 2;
constexpr uint32_t kMessageOfMessage = 3;
constexpr uint32_t kEnumOfMessage = 4;
constexpr uint32_t kOptionsOfMessage = 7;
constexpr uint32_t kMapEntryOfOptions = 7;
constexpr uint32_t kOneofOfMessage = 8;
constexpr uint32_t kNumberOfField = 3;
constexpr uint32_t kLabelOfField = 4;
constexpr uint64_t kRepeated = 3;
constexpr uint32_t kTypeOfField = 5;
constexpr uint32_t kTypeNameOfField = 6;
constexpr uint32_t kOneofOfField = 9;
constexpr uint32_t kJsonNameOfField = 10;
constexpr uint32_t kOptionalOfField = 17;
constexpr uint32_t kValueOfEnum = 2;
constexpr uint32_t kNumberOfValue = 2;
constexpr uint64_t kDouble = 1;
constexpr uint64_t kInt64 = 3;
constexpr uint64_t kInt32 = 5;
constexpr uint64_t kBool = 8;
constexpr uint64_t kString = 9;
constexpr uint64_t kMessage = 11;
constexpr uint64_t kBytes = 12;
constexpr uint64_t kEnum = 14;
}  // namespace descriptor

// A field as the descriptors have it: its type is a name, which may stand further down.
struct DeclaredField {
  Field* field;
  std::string_view type_name;
};

// Calls visit(field) for each field of serialized bytes.
template <typename Visit>
absl::Status ForEach(std::string_view bytes, const Visit& visit) {
  FieldCursor cursor(bytes);
  while (!cursor.at_end()) {
    READINESS_ASSIGN_OR_RETURN(const RawField field, cursor.Next());
    READINESS_RETURN_IF_ERROR(visit(field));
  }
  return absl::OkStatus();
}

uint32_t WireTypeOf(FieldKind kind) {
  switch (kind) {
    case FieldKind::kDouble:
      return kEightBytes;
    case FieldKind::kText:
    case FieldKind::kBytes:
    case FieldKind::kMessage:
      return kLengthAndBytes;
    default:
      return kVarint;
  }
}

absl::StatusOr<FieldKind> KindOf(uint64_t type) {
  switch (type) {
    case descriptor::kDouble:
      return FieldKind::kDouble;
    case descriptor::kInt64:
    case descriptor::kInt32:
      return FieldKind::kInteger;
    case descriptor::kBool:
      return FieldKind::kBool;
    case descriptor::kString:
      return FieldKind::kText;
    case descriptor::kMessage:
      return FieldKind::kMessage;
    case descriptor::kBytes:
      return FieldKind::kBytes;
    case descriptor::kEnum:
      return FieldKind::kEnum;
    default:
      return absl::InternalError(base::Cat("the schema has a type of fields that nobody reads: ",
                                           static_cast<int64_t>(type)));
  }
}

// Reads the descriptors into the collections of a Schema.
class Builder {
 public:
  Builder(std::deque<MessageType>& message_types, std::deque<EnumType>& enum_types,
          absl::flat_hash_map<std::string_view, const MessageType*>& by_name)
      : message_types_(message_types), enum_types_(enum_types), by_name_(by_name) {}

  absl::Status Read(std::string_view set) {
    READINESS_RETURN_IF_ERROR(ForEach(set, [this](const RawField& raw) {
      return raw.number == descriptor::kFileInSet ? File(raw.payload) : absl::OkStatus();
    }));
    for (const DeclaredField& declared : declared_) READINESS_RETURN_IF_ERROR(Resolve(declared));
    for (MessageType& type : message_types_) Index(type);
    return absl::OkStatus();
  }

 private:
  absl::Status File(std::string_view bytes) {
    std::string scope;
    return ForEach(bytes, [&](const RawField& raw) {  // The package comes before what it holds.
      switch (raw.number) {
        case descriptor::kPackageOfFile:
          scope = base::Cat(".", raw.payload);
          return absl::OkStatus();
        case descriptor::kMessageOfFile:
          return Message(raw.payload, scope);
        case descriptor::kEnumOfFile:
          return Enum(raw.payload, scope);
        default:
          return absl::OkStatus();
      }
    });
  }

  absl::Status Message(std::string_view bytes, const std::string& scope) {
    MessageType& type = message_types_.emplace_back();
    std::string full_name;
    std::vector<std::pair<Field*, std::size_t>> members;  // Of oneofs, by the oneof's place.
    READINESS_RETURN_IF_ERROR(ForEach(bytes, [&](const RawField& raw) {
      switch (raw.number) {
        case descriptor::kName:
          type.name = raw.payload;
          full_name = base::Cat(scope, ".", raw.payload);
          type.is_time = full_name == ".google.protobuf.Timestamp";
          return absl::OkStatus();
        case descriptor::kFieldOfMessage:
          return OneField(raw.payload, type, members);
        case descriptor::kMessageOfMessage:
          return Message(raw.payload, full_name);
        case descriptor::kEnumOfMessage:
          return Enum(raw.payload, full_name);
        case descriptor::kOneofOfMessage:
          type.oneofs.emplace_back();
          type.oneofs.back().index = type.oneofs.size() - 1;
          return ForEach(raw.payload, [&type](const RawField& part) {
            if (part.number == descriptor::kName) type.oneofs.back().name = part.payload;
            return absl::OkStatus();
          });
        case descriptor::kOptionsOfMessage:
          return ForEach(raw.payload, [&type](const RawField& part) {
            if (part.number == descriptor::kMapEntryOfOptions) type.is_map_entry = part.varint != 0;
            return absl::OkStatus();
          });
        default:
          return absl::OkStatus();
      }
    }));
    for (const auto& [field, oneof] : members) {
      field->oneof = &type.oneofs[oneof];
      type.oneofs[oneof].fields.push_back(field);
    }
    messages_[full_name] = &type;
    if (scope == ".readiness.v1" || type.is_time) by_name_[type.name] = &type;
    return absl::OkStatus();
  }

  absl::Status OneField(std::string_view bytes, MessageType& type,
                        std::vector<std::pair<Field*, std::size_t>>& members) {
    Field& field = type.fields.emplace_back();
    field.index = type.fields.size() - 1;
    DeclaredField declared{&field, {}};
    int64_t oneof = -1;
    READINESS_RETURN_IF_ERROR(ForEach(bytes, [&](const RawField& raw) -> absl::Status {
      switch (raw.number) {
        case descriptor::kName:
          field.name = raw.payload;
          break;
        case descriptor::kNumberOfField:
          field.number = static_cast<int32_t>(raw.varint);
          break;
        case descriptor::kLabelOfField:
          field.is_repeated = raw.varint == descriptor::kRepeated;
          break;
        case descriptor::kTypeOfField: {
          READINESS_ASSIGN_OR_RETURN(field.kind, KindOf(raw.varint));
          field.wire_type = WireTypeOf(field.kind);
          break;
        }
        case descriptor::kTypeNameOfField:
          declared.type_name = raw.payload;
          break;
        case descriptor::kOneofOfField:
          oneof = static_cast<int64_t>(raw.varint);
          break;
        case descriptor::kJsonNameOfField:
          field.json_name = raw.payload;
          break;
        case descriptor::kOptionalOfField:
          field.is_optional = raw.varint != 0;
          break;
        default:
          break;
      }
      return absl::OkStatus();
    }));
    // `optional` is written as a oneof of one field.
    if (oneof >= 0 && !field.is_optional)
      members.emplace_back(&field, static_cast<std::size_t>(oneof));
    if (!declared.type_name.empty()) declared_.push_back(declared);
    return absl::OkStatus();
  }

  absl::Status Enum(std::string_view bytes, const std::string& scope) {
    EnumType& type = enum_types_.emplace_back();
    return ForEach(bytes, [&](const RawField& raw) {
      if (raw.number == descriptor::kName) {
        enums_[base::Cat(scope, ".", raw.payload)] = &type;
      } else if (raw.number == descriptor::kValueOfEnum) {
        EnumType::Value& value = type.values.emplace_back();
        return ForEach(raw.payload, [&value](const RawField& part) {
          if (part.number == descriptor::kName) value.name = part.payload;
          if (part.number == descriptor::kNumberOfValue) {
            value.number = static_cast<int32_t>(part.varint);
          }
          return absl::OkStatus();
        });
      }
      return absl::OkStatus();
    });
  }

  absl::Status Resolve(const DeclaredField& declared) {
    if (declared.field->kind == FieldKind::kEnum) {
      if (const auto found = enums_.find(base::ToAbsl(declared.type_name)); found != enums_.end()) {
        declared.field->enum_type = found->second;
        return absl::OkStatus();
      }
    } else if (const auto found = messages_.find(base::ToAbsl(declared.type_name));
               found != messages_.end()) {
      declared.field->message = found->second;
      return absl::OkStatus();
    }
    return absl::InternalError(base::Cat("the embedded descriptors lack ", declared.type_name));
  }

  static void Index(MessageType& type) {
    for (const Field& field : type.fields) {
      const auto number = static_cast<std::size_t>(field.number);
      if (type.by_number.size() <= number) type.by_number.resize(number + 1, nullptr);
      type.by_number[number] = &field;
      type.by_name[field.name] = &field;
    }
    for (const Field& field : type.fields) type.by_name[field.json_name] = &field;
  }

  // By full name with a dot in front, as descriptors name them.
  absl::flat_hash_map<std::string, const MessageType*> messages_;
  absl::flat_hash_map<std::string, const EnumType*> enums_;
  std::deque<MessageType>& message_types_;
  std::deque<EnumType>& enum_types_;
  absl::flat_hash_map<std::string_view, const MessageType*>& by_name_;
  std::vector<DeclaredField> declared_;
};

}  // namespace

const EnumType::Value* EnumType::Find(std::string_view name) const {
  const auto found = std::find_if(values.begin(), values.end(),
                                  [name](const Value& value) { return value.name == name; });
  return found == values.end() ? nullptr : &*found;
}

const EnumType::Value* EnumType::Find(int64_t number) const {
  // Nearly always the values are numbered from 0 without a gap.
  if (const auto place = static_cast<std::size_t>(number);
      number >= 0 && place < values.size() && values[place].number == number) {
    return &values[place];
  }
  const auto found = std::find_if(values.begin(), values.end(),
                                  [number](const Value& value) { return value.number == number; });
  return found == values.end() ? nullptr : &*found;
}

const MessageType* Schema::Find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

absl::StatusOr<const Schema*> Schema::Get() {
  // Never destroyed: a thread may still read while the program ends.
  static const Schema* const schema = new Schema;
  if (!schema->status_.ok()) return schema->status_;
  return schema;
}

Schema::Schema() {
  status_ = Builder(message_types_, enum_types_, by_name_).Read(EmbeddedDescriptorSet());
  if (!status_.ok()) return;
  const auto find = [this](std::string_view name) {
    const MessageType* type = Find(name);
    if (type == nullptr) {
      status_ = absl::InternalError(base::Cat("the embedded descriptors lack ", name));
    }
    return type;
  };
  cycle_ = find("Cycle");
  entry_ = find("Entry");
  assessment_ = find("Assessment");
  policy_ = find("Policy");
  metric_definitions_ = find("MetricDefinitions");
  metric_readings_ = find("MetricReadings");
  metric_states_ = find("MetricStates");
  assess_request_ = find("AssessRequest");
  query_request_ = find("QueryRequest");
  query_answer_ = find("QueryAnswer");
  read_limits_ = find("ReadLimits");
  metric_state_options_ = find("MetricStateOptions");
  metrics_request_ = find("MetricsRequest");
  telemetry_ = find("Telemetry");
  risk_graph_ = find("RiskGraph");
  rank_request_ = find("RankRequest");
  explain_question_ = find("ExplainQuestion");
  ranking_ = find("Ranking");
}

}  // namespace readiness::wire::internal
