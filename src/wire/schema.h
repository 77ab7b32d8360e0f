// wire/schema.h: the descriptors of readiness.v1 in a private pool, and JSON over them.
//
// Built once, at the first use, from the bytes that the library carries; nothing is entered in the
// process-wide pool of the program around us.
//
// Cost:    some milliseconds at the first use, then none.
// Threads: safe from anywhere.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/type_resolver.h>

#include "readiness/wire/json_layout.h"

namespace readiness::wire::internal {

class Schema {
 public:
  // The schema, or why it could not be built (only if the library itself is broken).
  [[nodiscard]] static absl::StatusOr<const Schema*> Get();

  [[nodiscard]] const google::protobuf::Descriptor& cycle() const { return *cycle_; }
  [[nodiscard]] const google::protobuf::Descriptor& entry() const { return *entry_; }
  [[nodiscard]] const google::protobuf::Descriptor& assessment() const { return *assessment_; }
  [[nodiscard]] const google::protobuf::Descriptor& policy() const { return *policy_; }
  [[nodiscard]] const google::protobuf::Descriptor& metric_definitions() const {
    return *metric_definitions_;
  }
  [[nodiscard]] const google::protobuf::Descriptor& metric_readings() const {
    return *metric_readings_;
  }
  [[nodiscard]] const google::protobuf::Descriptor& assess_request() const {
    return *assess_request_;
  }
  [[nodiscard]] const google::protobuf::Descriptor& query_request() const {
    return *query_request_;
  }
  [[nodiscard]] const google::protobuf::Descriptor& query_answer() const { return *query_answer_; }
  [[nodiscard]] const google::protobuf::Descriptor& read_limits() const { return *read_limits_; }

  [[nodiscard]] const google::protobuf::Descriptor& metric_states() const {
    return *metric_states_;
  }

  [[nodiscard]] const google::protobuf::Descriptor& metric_state_options() const {
    return *metric_state_options_;
  }
  [[nodiscard]] const google::protobuf::Descriptor& metrics_request() const {
    return *metrics_request_;
  }
  [[nodiscard]] const google::protobuf::Descriptor& telemetry() const { return *telemetry_; }
  [[nodiscard]] const google::protobuf::Descriptor& risk_graph() const { return *risk_graph_; }
  [[nodiscard]] const google::protobuf::Descriptor& rank_request() const { return *rank_request_; }
  [[nodiscard]] const google::protobuf::Descriptor& explain_question() const {
    return *explain_question_;
  }
  [[nodiscard]] const google::protobuf::Descriptor& ranking() const { return *ranking_; }

  // Serialized `type` to protobuf JSON. `prints_all`: fields at their default as well.
  [[nodiscard]] absl::StatusOr<std::string> ToJson(const google::protobuf::Descriptor& type,
                                                   const std::string& bytes, JsonLayout layout,
                                                   bool prints_all) const;
  // Protobuf JSON to serialized `type`. Lenient, and terse about errors: wire/json_scan.h first.
  [[nodiscard]] absl::StatusOr<std::string> FromJson(const google::protobuf::Descriptor& type,
                                                     std::string_view json) const;

 private:
  Schema();

  google::protobuf::DescriptorPool pool_;
  std::unique_ptr<google::protobuf::util::TypeResolver> resolver_;
  absl::Status status_;
  const google::protobuf::Descriptor* cycle_ = nullptr;
  const google::protobuf::Descriptor* entry_ = nullptr;
  const google::protobuf::Descriptor* assessment_ = nullptr;
  const google::protobuf::Descriptor* policy_ = nullptr;
  const google::protobuf::Descriptor* metric_definitions_ = nullptr;
  const google::protobuf::Descriptor* metric_readings_ = nullptr;
  const google::protobuf::Descriptor* metric_states_ = nullptr;
  const google::protobuf::Descriptor* assess_request_ = nullptr;
  const google::protobuf::Descriptor* query_request_ = nullptr;
  const google::protobuf::Descriptor* query_answer_ = nullptr;
  const google::protobuf::Descriptor* read_limits_ = nullptr;
  const google::protobuf::Descriptor* metric_state_options_ = nullptr;
  const google::protobuf::Descriptor* metrics_request_ = nullptr;
  const google::protobuf::Descriptor* telemetry_ = nullptr;
  const google::protobuf::Descriptor* risk_graph_ = nullptr;
  const google::protobuf::Descriptor* rank_request_ = nullptr;
  const google::protobuf::Descriptor* explain_question_ = nullptr;
  const google::protobuf::Descriptor* ranking_ = nullptr;
};

}  // namespace readiness::wire::internal
