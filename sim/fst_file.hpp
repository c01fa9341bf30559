// What a finished FST file must hold, whoever wrote it.
#pragma once

#include <cstdint>
#include <filesystem>

namespace denim::sim {

// True if the file is a chain of whole blocks with a header, the signals' names and sizes, and
// values up to `end` (in its time unit) at least. What lies in a block is not looked at. The format
// is GTKWave's: a block is a byte that says what it is, and its length in eight bytes, big-endian.
bool is_whole_fst(const std::filesystem::path& file, std::uint64_t end);

}  // namespace denim::sim
