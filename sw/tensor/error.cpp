#include "sw/tensor/error.hpp"

#include <fmt/format.h>

namespace denim::tensor {

FileError::FileError(std::string_view path, std::string_view message)
    : TensorError(fmt::format("{}: {}", path, message)) {}

FileError::FileError(std::string_view path, std::size_t line, std::size_t column,
                     std::string_view message)
    : TensorError(fmt::format("{}:{}:{}: {}", path, line, column, message)),
      line_(line),
      column_(column) {}

ElementError::ElementError(std::size_t row, std::size_t column, std::string_view message)
    : TensorError(fmt::format("row {}, column {}: {}", row, column, message)),
      row_(row),
      column_(column) {}

}  // namespace denim::tensor
