// readiness/engine/internal/tier.h: the tier table of a policy, unrolled for look-ups.
//
// The shape of the table is fixed (five columns of three values; internal/check_policy.h), so its
// 243 cells are written out once and a look-up is one index. The table is monotone: where all bands
// at their mildest and all at their worst give one tier, that tier is certain.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/model/table.h"
#include "readiness/risk/bands.h"
#include "readiness/risk/loss_ranking.h"
#include "readiness/risk/tier_table.h"

namespace readiness::engine::internal {

struct Tier {
  std::string word;
  int order = 0;  // From the mildest, 0.
  bool is_certified = false;
};

class TierTable {
 public:
  // Errors: Internal where a combination of bands has no row, which a checked policy excludes.
  [[nodiscard]] static absl::StatusOr<TierTable> Create(const model::DecisionTable& table) {
    TierTable tiers;
    tiers.words_ = table.outcomes;
    tiers.order_.fill(kNone);
    for (const model::TableRow& row : table.rows) {
      if (row.cells.size() != kColumnCount || row.outcomes.size() != 1) return Broken(table);
      int8_t order = kNone;
      for (size_t i = 0; i < table.outcomes.size(); ++i) {
        if (table.outcomes[i] == row.outcomes.front()) order = static_cast<int8_t>(i);
      }
      std::array<uint8_t, kColumnCount> bands{};
      for (size_t i = 0; i < kColumnCount; ++i) bands[i] = BandsOf(row.cells[i], table.columns[i]);
      tiers.Fill(bands, 0, 0, order);
    }
    for (const int8_t order : tiers.order_) {
      if (order == kNone) return Broken(table);
    }
    return tiers;
  }

  // The tier of the worst bands.
  [[nodiscard]] absl::StatusOr<Tier> Of(const risk::RiskBandSets& bands) const {
    const std::array<risk::BandSet, kColumnCount> sets = {
        bands.likelihood, bands.proximity, bands.severity, bands.reversibility, bands.launch};
    size_t mildest = 0;
    size_t worst = 0;
    for (const risk::BandSet& set : sets) {
      mildest = mildest * kBandCount + static_cast<size_t>(set.mildest);
      worst = worst * kBandCount + static_cast<size_t>(set.worst);
    }
    return Tier{words_[static_cast<size_t>(order_[worst])], order_[worst],
                order_[mildest] == order_[worst]};
  }
  // The tiers of all-mildest and of all-worst bands: between them lies whatever tier the risk has.
  [[nodiscard]] risk::TierRange RangeOf(const risk::RiskBandSets& bands) const {
    size_t mildest = 0;
    size_t worst = 0;
    for (const risk::BandSet& set :
         {bands.likelihood, bands.proximity, bands.severity, bands.reversibility, bands.launch}) {
      mildest = mildest * kBandCount + static_cast<size_t>(set.mildest);
      worst = worst * kBandCount + static_cast<size_t>(set.worst);
    }
    return {order_[mildest], order_[worst]};
  }

 private:
  static constexpr size_t kColumnCount = 5;
  static constexpr size_t kBandCount = 3;
  static constexpr size_t kCellCount = 243;
  static constexpr int8_t kNone = -1;

  [[nodiscard]] static absl::Status Broken(const model::DecisionTable& table) {
    return absl::InternalError(
        base::Cat("tier table \"", table.id, "\" does not give every combination of bands a tier"));
  }

  // The bands of a column that a cell matches, a bit each.
  [[nodiscard]] static uint8_t BandsOf(const model::TableCell& cell,
                                       const model::TableColumn& column) {
    uint8_t bands = 0;
    for (size_t band = 0; band < kBandCount; ++band) {
      bool matches = cell.any_of.empty();
      for (const std::string& value : cell.any_of) {
        matches = matches || value == column.values[band];
      }
      if (matches) bands |= static_cast<uint8_t>(1U << band);
    }
    return bands;
  }

  // Writes the row's outcome into every combination of bands that its cells match. An earlier row
  // stays.
  void Fill(const std::array<uint8_t, kColumnCount>& bands, size_t column, size_t index,
            int8_t order) {
    if (column == kColumnCount) {
      if (order_[index] == kNone) order_[index] = order;
      return;
    }
    for (size_t band = 0; band < kBandCount; ++band) {
      if ((bands[column] >> band & 1U) != 0) {
        Fill(bands, column + 1, index * kBandCount + band, order);
      }
    }
  }

  std::vector<std::string> words_;
  std::array<int8_t, kCellCount> order_{};
};

}  // namespace readiness::engine::internal
