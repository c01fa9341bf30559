// Whether something large fits the memory, asked before it is made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace denim::tensor {

/// Bytes that this process can still have: what the machine has free or can free, and of a control
/// group's limit and of `ulimit -v` what is left. What cannot be found out limits nothing.
std::uint64_t free_memory();

/// Throws TensorError, "`what` needs n GB, and m GB are free", where so many bytes do not fit.
void check_memory(std::string_view what, double bytes);
/// The same of a matrix of rows · cols elements of `bytes` each.
void check_memory(std::size_t rows, std::size_t cols, std::size_t bytes);

/// How many matrices of its size are there at once while one is taken apart: itself, what is left
/// of it, what a term keeps, and a copy of that for whoever looks at it.
inline constexpr std::size_t working_copies = 4;

/// Before a matrix is made of a file: throws FileError unless it and its working copies fit.
void check_working_memory(const std::string& file, std::size_t rows, std::size_t cols,
                          std::size_t bytes);

}  // namespace denim::tensor
