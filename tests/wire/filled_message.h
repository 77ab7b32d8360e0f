// tests/wire/filled_message.h: messages with every field filled, made by reflection over the
// embedded descriptors, so that a field which the schema has and our mapping forgets shows.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "wire/embedded_descriptors.h"

namespace readiness::wire {

namespace pb = google::protobuf;

// The schema that the library carries, in a pool of our own.
class TestSchema {
 public:
  TestSchema() {
    const std::string_view bytes = internal::EmbeddedDescriptorSet();
    pb::FileDescriptorSet set;
    EXPECT_TRUE(set.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    for (const auto& file : set.file()) {
      const pb::FileDescriptor* built = pool_.BuildFile(file);
      EXPECT_NE(built, nullptr) << file.name();
      if (file.package() == "readiness.v1") files_.push_back(built);
    }
    factory_ = std::make_unique<pb::DynamicMessageFactory>(&pool_);
  }
  // An empty readiness.v1.<name>.
  std::unique_ptr<pb::Message> New(const std::string& name) {
    const pb::Descriptor* type = pool_.FindMessageTypeByName("readiness.v1." + name);
    EXPECT_NE(type, nullptr) << name;
    return std::unique_ptr<pb::Message>(factory_->GetPrototype(type)->New());
  }
  const std::vector<const pb::FileDescriptor*>& files() const { return files_; }

 private:
  pb::DescriptorPool pool_;
  std::vector<const pb::FileDescriptor*> files_;
  std::unique_ptr<pb::DynamicMessageFactory> factory_;
};

inline bool IsTime(const pb::Descriptor& type) {
  return type.full_name() == "google.protobuf.Timestamp";
}

// Fills messages. `round` chooses: enum values and alternatives of oneofs take turns with it.
// `is_blank`: everything is given, with its default as value (an empty text, 0, an empty message).
class Filler {
 public:
  explicit Filler(int round, bool is_blank = false) : round_(round), is_blank_(is_blank) {}

  // Fills all of `message`; of the oneof `first_oneof` at the top takes the alternative `index`.
  void FillEntry(pb::Message& message, int index) {
    entry_alternative_ = index;
    Fill(message, 0);
  }
  void Fill(pb::Message& message, int depth = 0) {
    const pb::Descriptor& type = *message.GetDescriptor();
    const pb::Reflection& reflection = *message.GetReflection();
    if (IsTime(type)) {
      // Distinct, in range, whole microseconds.
      const int64_t n = is_blank_ ? 0 : Next();
      reflection.SetInt64(&message, type.FindFieldByName("seconds"), 1'700'000'000 * (n != 0) + n);
      reflection.SetInt32(&message, type.FindFieldByName("nanos"), static_cast<int>(n) * 1000);
      return;
    }
    for (int i = 0; i < type.field_count(); ++i) {
      const pb::FieldDescriptor& field = *type.field(i);
      if (const pb::OneofDescriptor* oneof = field.real_containing_oneof(); oneof != nullptr) {
        const bool is_fact = oneof->name() == "fact";
        const int chosen = is_fact ? entry_alternative_ : round_ % oneof->field_count();
        if (oneof->field(chosen) != &field) continue;
      }
      visited_.insert(std::string(field.full_name()));
      FillField(message, reflection, field, depth);
    }
  }
  // The full names of the fields filled and of the enum values used.
  const std::set<std::string>& visited() const { return visited_; }

 private:
  int64_t Next() { return ++counter_; }

  void FillField(pb::Message& message, const pb::Reflection& reflection,
                 const pb::FieldDescriptor& field, int depth) {
    constexpr int kMaxDepth = 9;  // A Formula holds Formulas.
    const bool is_deep = depth >= kMaxDepth;
    if (field.is_map()) {
      for (int i = 0; i < 3 && !is_blank_; ++i) {
        pb::Message& item = *reflection.AddMessage(&message, &field);
        Fill(item, depth + 1);
      }
    } else if (field.is_repeated()) {
      const int count = is_blank_ ? 1 : 2;
      for (int i = 0; i < count; ++i) AddElement(message, reflection, field, depth, is_deep);
    } else if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE) {
      if (!is_deep) Fill(*reflection.MutableMessage(&message, &field), depth + 1);
    } else {
      SetScalar(message, reflection, field);
    }
  }

  void AddElement(pb::Message& message, const pb::Reflection& reflection,
                  const pb::FieldDescriptor& field, int depth, bool is_deep) {
    switch (field.cpp_type()) {
      case pb::FieldDescriptor::CPPTYPE_MESSAGE:
        if (!is_deep) Fill(*reflection.AddMessage(&message, &field), depth + 1);
        return;
      case pb::FieldDescriptor::CPPTYPE_STRING:
        reflection.AddString(&message, &field, Text());
        return;
      case pb::FieldDescriptor::CPPTYPE_DOUBLE:
        reflection.AddDouble(&message, &field, Number());
        return;
      case pb::FieldDescriptor::CPPTYPE_INT64:
        reflection.AddInt64(&message, &field, is_blank_ ? 0 : Next());
        return;
      default:
        FAIL() << "the test cannot fill the repeated field " << field.full_name();
    }
  }

  void SetScalar(pb::Message& message, const pb::Reflection& reflection,
                 const pb::FieldDescriptor& field) {
    switch (field.cpp_type()) {
      case pb::FieldDescriptor::CPPTYPE_STRING:
        reflection.SetString(&message, &field, Text());
        return;
      case pb::FieldDescriptor::CPPTYPE_INT64:
        reflection.SetInt64(&message, &field, is_blank_ ? 0 : Next());
        return;
      case pb::FieldDescriptor::CPPTYPE_DOUBLE:
        reflection.SetDouble(&message, &field, Number());
        return;
      case pb::FieldDescriptor::CPPTYPE_BOOL:
        reflection.SetBool(&message, &field, !is_blank_);
        return;
      case pb::FieldDescriptor::CPPTYPE_ENUM: {
        const pb::EnumDescriptor& type = *field.enum_type();
        const pb::EnumValueDescriptor* value =
            type.value(is_blank_ ? 0 : 1 + round_ % (type.value_count() - 1));
        visited_.insert(std::string(value->full_name()));
        reflection.SetEnum(&message, &field, value);
        return;
      }
      default:
        FAIL() << "the test cannot fill " << field.full_name();
    }
  }

  // Distinct, and not only ASCII.
  std::string Text() { return is_blank_ ? "" : "té " + std::to_string(Next()); }
  double Number() { return is_blank_ ? 0 : static_cast<double>(Next()) + 0.1; }

  int round_;
  bool is_blank_;
  int entry_alternative_ = 0;
  int64_t counter_ = 0;
  std::set<std::string> visited_;
};

inline std::string Bytes(const pb::Message& message) {
  std::string bytes;
  {
    pb::io::StringOutputStream output(&bytes);
    pb::io::CodedOutputStream coded(&output);
    coded.SetSerializationDeterministic(true);
    EXPECT_TRUE(message.SerializeToCodedStream(&coded));
  }
  return bytes;
}

inline std::string Json(const pb::Message& message) {
  std::string json;
  EXPECT_TRUE(pb::util::MessageToJsonString(message, &json).ok());
  return json;
}

// Calls `visit` for `message` and every message inside it that is given, times left out, with its
// path. `message` may be changed by `visit` for the length of the call.
inline void ForEachMessage(pb::Message& message, const std::string& path,
                           const std::function<void(pb::Message&, const std::string&)>& visit) {
  if (IsTime(*message.GetDescriptor())) return;
  visit(message, path);
  const pb::Reflection& reflection = *message.GetReflection();
  std::vector<const pb::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const pb::FieldDescriptor* field : fields) {
    if (field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE || field->is_map()) continue;
    const std::string step = (path.empty() ? "" : path + ".") + std::string(field->name());
    if (!field->is_repeated()) {
      ForEachMessage(*reflection.MutableMessage(&message, field), step, visit);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      ForEachMessage(*reflection.MutableRepeatedMessage(&message, field, i),
                     step + "[" + std::to_string(i) + "]", visit);
    }
  }
}

}  // namespace readiness::wire
