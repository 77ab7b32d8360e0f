// readiness/risk/internal/blocks.h: the network cut at its bridges.
//
// An arc is a bridge when no other way, with arcs taken in either direction, joins its two ends.
// Between two bridges lies a block. All that crosses a bridge is whether its source is degraded, so
// blocks can be solved one after the other: what comes in is a leak, what goes out is worth what
// its loss is beyond. A tree has blocks of one place each.
//
// Blocks are numbered so that bridges run from the lower number to the higher.
//
// Cost: O(N + M), no recursion.   Source: Tarjan (1974), doi:10.1016/0020-0190(74)90003-9.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include "readiness/risk/failure_network.h"

namespace readiness::risk::internal {

class Blocks {
 public:
  explicit Blocks(const FailureNetwork& network) {
    SetOut(network);
    std::vector<uint32_t> found = FindBlocks(network);
    Number(network, found);
    out_begin_ = {};
    out_ = {};
  }

  [[nodiscard]] size_t count() const { return begin_.size() - 1; }
  [[nodiscard]] uint32_t Of(Place place) const { return of_[place]; }
  // The places of a block, in order.
  [[nodiscard]] std::span<const Place> Members(uint32_t block) const {
    return std::span<const Place>(members_).subspan(begin_[block],
                                                    begin_[block + 1] - begin_[block]);
  }

 private:
  struct Out {
    Arc arc;
    Place to;
  };

  void SetOut(const FailureNetwork& network) {
    const size_t places = network.place_count();
    out_begin_.assign(places + 1, 0);
    for (Place place = 0; place < places; ++place) {
      out_begin_[place + 1] = out_begin_[place] + network.OutCount(place);
    }
    std::vector<uint32_t> next(out_begin_.begin(), out_begin_.end() - 1);
    out_.resize(network.arc_count());
    for (Place to = 0; to < places; ++to) {
      for (Arc arc = network.ArcsBegin(to); arc < network.ArcsBegin(to + 1); ++arc) {
        out_[next[network.From(arc)]++] = {arc, to};
      }
    }
  }

  // The block of each place, numbered as they are closed.
  [[nodiscard]] std::vector<uint32_t> FindBlocks(const FailureNetwork& network) {
    constexpr Arc kNoArc = std::numeric_limits<Arc>::max();
    struct Visit {
      Place place;
      Arc by;         // The arc by which it was entered.
      uint32_t next;  // Which of its arcs to look at next: those in, then those out.
    };
    const auto places = static_cast<Place>(network.place_count());
    std::vector<uint32_t> block(places, 0);
    std::vector<uint32_t> discovered(places, 0);  // In which order, from 1.
    std::vector<uint32_t> least(places, 0);
    std::vector<Place> open;
    std::vector<Visit> visits;
    uint32_t last = 0;
    uint32_t closed = 0;
    const auto enter = [&](Place place, Arc by) {
      discovered[place] = least[place] = ++last;
      open.push_back(place);
      visits.push_back({place, by, 0});
    };
    for (Place root = 0; root < places; ++root) {
      if (discovered[root] != 0) continue;
      enter(root, kNoArc);
      while (!visits.empty()) {
        Visit& visit = visits.back();
        const Place place = visit.place;
        const Arc in_begin = network.ArcsBegin(place);
        const uint32_t in_count = network.ArcsBegin(place + 1) - in_begin;
        const uint32_t out_count = out_begin_[place + 1] - out_begin_[place];
        if (visit.next < in_count + out_count) {
          const uint32_t at = visit.next++;
          const Out out = at < in_count ? Out{in_begin + at, network.From(in_begin + at)}
                                        : out_[out_begin_[place] + (at - in_count)];
          if (out.arc == visit.by) continue;
          if (discovered[out.to] == 0) {
            enter(out.to, out.arc);
          } else {
            least[place] = std::min(least[place], discovered[out.to]);
          }
          continue;
        }
        visits.pop_back();
        if (!visits.empty()) {
          const Place parent = visits.back().place;
          least[parent] = std::min(least[parent], least[place]);
        }
        if (least[place] == discovered[place]) {
          Place member = place;
          do {
            member = open.back();
            open.pop_back();
            block[member] = closed;
          } while (member != place);
          ++closed;
        }
      }
    }
    begin_.assign(size_t{closed} + 1, 0);
    return block;
  }

  void Number(const FailureNetwork& network, std::span<const uint32_t> found) {
    const auto places = static_cast<Place>(network.place_count());
    const size_t blocks = begin_.size() - 1;
    std::vector<uint32_t> waits_for(blocks, 0);  // Bridges into the block still to be passed.
    std::vector<uint32_t> size(blocks, 0);
    std::vector<Place> first(blocks, 0);
    for (Place to = places; to-- > 0;) {
      ++size[found[to]];
      first[found[to]] = to;
      for (Arc arc = network.ArcsBegin(to); arc < network.ArcsBegin(to + 1); ++arc) {
        if (found[network.From(arc)] != found[to]) ++waits_for[found[to]];
      }
    }
    // Members of each block by the found number.
    std::vector<uint32_t> begin(blocks + 1, 0);
    std::partial_sum(size.begin(), size.end(), begin.begin() + 1);
    std::vector<Place> member(places);
    std::vector<uint32_t> next(begin.begin(), begin.end() - 1);
    for (Place place = 0; place < places; ++place) member[next[found[place]]++] = place;

    std::vector<uint32_t> order;
    order.reserve(blocks);
    for (Place place = 0; place < places; ++place) {
      if (first[found[place]] == place && waits_for[found[place]] == 0) {
        order.push_back(found[place]);
      }
    }
    of_.resize(places);
    members_.reserve(places);
    for (size_t head = 0; head < order.size(); ++head) {
      const uint32_t block = order[head];
      for (uint32_t i = begin[block]; i < begin[block + 1]; ++i) {
        const Place place = member[i];
        of_[place] = static_cast<uint32_t>(head);
        members_.push_back(place);
        for (uint32_t at = out_begin_[place]; at < out_begin_[place + 1]; ++at) {
          const uint32_t other = found[out_[at].to];
          if (other != block && --waits_for[other] == 0) order.push_back(other);
        }
      }
      begin_[head + 1] = static_cast<uint32_t>(members_.size());
    }
  }

  std::vector<uint32_t> of_;
  std::vector<uint32_t> begin_;
  std::vector<Place> members_;
  std::vector<uint32_t> out_begin_;
  std::vector<Out> out_;
};

}  // namespace readiness::risk::internal
