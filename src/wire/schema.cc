#include "wire/schema.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>

#include "readiness/base/text.h"

#include "wire/embedded_descriptors.h"

namespace readiness::wire::internal {
namespace {

namespace pb = google::protobuf;

constexpr char kTypeUrlPrefix[] = "type.googleapis.com";

std::string TypeUrl(const pb::Descriptor& type) {
  return base::Cat(kTypeUrlPrefix, "/", std::string(type.full_name()));
}

// Protocol Buffers' own status type differs between releases; its words do not.
template <typename Status>
absl::Status ToStatus(const Status& status) {
  const auto message = status.message();
  return absl::InvalidArgumentError(std::string_view(message.data(), message.size()).empty()
                                        ? std::string("cannot be converted")
                                        : std::string(message.data(), message.size()));
}

// The option has another name from Protocol Buffers 26 on.
template <typename Options>
void PrintAll(Options& options) {
  if constexpr (requires { options.always_print_fields_with_no_presence; }) {
    options.always_print_fields_with_no_presence = true;
  } else {
    options.always_print_primitive_fields = true;
  }
}

}  // namespace

absl::StatusOr<const Schema*> Schema::Get() {
  // Never destroyed: a thread may still read while the program ends.
  static const Schema* const schema = new Schema;
  if (!schema->status_.ok()) return schema->status_;
  return schema;
}

Schema::Schema() {
  const std::string_view bytes = EmbeddedDescriptorSet();
  pb::FileDescriptorSet files;
  if (!files.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    status_ = absl::InternalError("the embedded descriptor set cannot be read");
    return;
  }
  for (const pb::FileDescriptorProto& file : files.file()) {
    if (pool_.BuildFile(file) == nullptr) {
      status_ = absl::InternalError(
          base::Cat("the embedded descriptor of ", std::string(file.name()), " cannot be built"));
      return;
    }
  }
  const auto find = [this](const char* name) {
    const pb::Descriptor* type = pool_.FindMessageTypeByName(name);
    if (type == nullptr) {
      status_ = absl::InternalError(base::Cat("the embedded descriptors lack ", name));
    }
    return type;
  };
  cycle_ = find("readiness.v1.Cycle");
  entry_ = find("readiness.v1.Entry");
  assessment_ = find("readiness.v1.Assessment");
  policy_ = find("readiness.v1.Policy");
  metric_definitions_ = find("readiness.v1.MetricDefinitions");
  metric_readings_ = find("readiness.v1.MetricReadings");
  metric_states_ = find("readiness.v1.MetricStates");
  assess_request_ = find("readiness.v1.AssessRequest");
  query_request_ = find("readiness.v1.QueryRequest");
  query_answer_ = find("readiness.v1.QueryAnswer");
  read_limits_ = find("readiness.v1.ReadLimits");
  metric_state_options_ = find("readiness.v1.MetricStateOptions");
  metrics_request_ = find("readiness.v1.MetricsRequest");
  telemetry_ = find("readiness.v1.Telemetry");
  risk_graph_ = find("readiness.v1.RiskGraph");
  rank_request_ = find("readiness.v1.RankRequest");
  explain_question_ = find("readiness.v1.ExplainQuestion");
  ranking_ = find("readiness.v1.Ranking");
  resolver_.reset(pb::util::NewTypeResolverForDescriptorPool(kTypeUrlPrefix, &pool_));
}

absl::StatusOr<std::string> Schema::ToJson(const pb::Descriptor& type, const std::string& bytes,
                                           JsonLayout layout, bool prints_all) const {
  pb::util::JsonPrintOptions options;
  options.add_whitespace = layout == JsonLayout::kIndented;
  if (prints_all) PrintAll(options);
  std::string json;
  const auto status =
      pb::util::BinaryToJsonString(resolver_.get(), TypeUrl(type), bytes, &json, options);
  if (!status.ok()) return ToStatus(status);
  if (layout == JsonLayout::kIndented && (json.empty() || json.back() != '\n'))
    json.push_back('\n');
  return json;
}

absl::StatusOr<std::string> Schema::FromJson(const pb::Descriptor& type,
                                             std::string_view json) const {
  std::string bytes;
  const auto status = pb::util::JsonToBinaryString(resolver_.get(), TypeUrl(type),
                                                   {json.data(), json.size()}, &bytes);
  if (!status.ok()) return ToStatus(status);
  return bytes;
}

}  // namespace readiness::wire::internal
