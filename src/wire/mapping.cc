#include "wire/mapping.h"

#include <algorithm>

namespace readiness::wire::internal {

MemberLayout& LayoutBuilder::Add(std::string_view name, const void* member, Shape shape) {
  MemberLayout& added = layout_.members.emplace_back();
  added.name = name;
  added.field = layout_.type->Find(name);
  added.shape = shape;
  added.place = layout_.members.size() - 1;
  added.offset = static_cast<std::size_t>(static_cast<const char*>(member) - value_);
  return added;
}

void LayoutBuilder::NoteAlternative(const MemberLayout& member, std::size_t index,
                                    std::size_t count, std::size_t (*chosen)(const void*)) {
  auto variant = std::find_if(
      layout_.alternatives.begin(), layout_.alternatives.end(),
      [&member](const AlternativeMembers& other) { return other.offset == member.offset; });
  if (variant == layout_.alternatives.end()) {
    variant = layout_.alternatives.insert(variant, {member.offset, chosen, {}});
    variant->members.resize(count, nullptr);
  }
  noted_.push_back(
      {static_cast<std::size_t>(variant - layout_.alternatives.begin()), index, member.place});
}

void LayoutBuilder::Finish() {
  std::vector<bool> is_alternative(layout_.members.size(), false);
  for (const Noted& noted : noted_) {
    layout_.alternatives[noted.variant].members[noted.index] = &layout_.members[noted.place];
    is_alternative[noted.place] = true;
  }
  layout_.by_field.resize(layout_.type->fields.size(), nullptr);
  for (const MemberLayout& member : layout_.members) {
    if (member.field == nullptr) {
      if (layout_.unknown == nullptr) layout_.unknown = &member;
      continue;
    }
    layout_.by_field[member.field->index] = &member;
    if (!is_alternative[member.place]) layout_.by_number.push_back(&member);
    if (member.clear != nullptr) layout_.to_clear.push_back(&member);
    bool has_work = member.is_required;
    if (member.shape == Shape::kMessage && member.look == nullptr) {
      // Of its own type no value can be a plain member, so this ends.
      const Layout& inside = member.message();
      has_work = !inside.to_finish.empty() || !inside.to_clear.empty();
    }
    if (has_work) layout_.to_finish.push_back(&member);
  }
  std::stable_sort(layout_.by_number.begin(), layout_.by_number.end(),
                   [](const MemberLayout* a, const MemberLayout* b) {
                     return a->field->number < b->field->number;
                   });
}

}  // namespace readiness::wire::internal
