// Comments of the files that are written for people, behind the mark of their language.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace denim::emit {

inline constexpr int kLineWidth = 100;

// One paragraph as lines of at most `width` characters, broken at blanks.
std::vector<std::string> wrapped(const std::string& paragraph, std::size_t width);

std::vector<std::string> split_lines(const std::string& text);

// A comment of `indent` columns, its own line breaks kept.
std::string comment_lines(const std::string& comment, int indent, std::string_view mark = "//");

// A declaration with its comment behind it, where both fit into one line, or above it.
std::string with_comment(const std::string& declaration, const std::string& comment, int indent,
                         std::string_view mark = "//");

}  // namespace denim::emit
