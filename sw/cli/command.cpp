#include "sw/cli/command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <utility>

namespace denim::cli {

namespace {

template <class Value>
Option number_into(Command& command, const std::string& name, Value& value, std::uint64_t min,
                   std::uint64_t max, const std::string& meaning) {
  const auto parse = [min, max](const std::string& text, std::uint64_t& number) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stop == end && number >= min && number <= max;
  };
  const auto take = [parse, &value](const std::string& text) {
    std::uint64_t number = 0;
    if (parse(text, number)) value = number;
  };
  return command.each(name, take, meaning).check([parse, min, max](const std::string& text) {
    std::uint64_t number = 0;
    if (parse(text, number)) return std::string();
    return fmt::format("'{}' is no whole number from {} to {}", text, min, max);
  });
}

}  // namespace

Option& Option::required() {
  option_->required();
  return *this;
}

Option& Option::type_name(const std::string& name) {
  option_->type_name(name);
  return *this;
}

Option& Option::excludes(Option other) {
  option_->excludes(other.option_);
  return *this;
}

Option& Option::needs(Option other) {
  option_->needs(other.option_);
  return *this;
}

Option& Option::check(std::function<std::string(const std::string& text)> fault) {
  option_->check(std::move(fault));
  return *this;
}

Option& Option::one_of(std::initializer_list<std::string> words) {
  option_->check(CLI::IsMember(std::vector<std::string>(words)));
  return *this;
}

bool Option::given() const { return option_->count() != 0; }

Option Command::text(const std::string& name, std::string& value, const std::string& meaning) {
  return Option(app_->add_option(name, value, meaning));
}

Option Command::file(const std::string& name, std::filesystem::path& value,
                     const std::string& meaning) {
  return each(
      name, [&value](const std::string& text) { value = text; }, meaning);
}

Option Command::folder(const std::string& name, std::filesystem::path& value,
                       const std::string& meaning) {
  return file(name, value, meaning).type_name("DIR").check([](const std::string& text) {
    return text == "-" ? "what is written is a folder of files, which '-' cannot take; name one"
                       : std::string();
  });
}

Option Command::flag(const std::string& name, bool& value, const std::string& meaning) {
  return Option(app_->add_flag(name, value, meaning));
}

Option Command::list(const std::string& name, std::vector<std::string>& values,
                     const std::string& meaning) {
  return Option(app_->add_option(name, values, meaning)->allow_extra_args(false));
}

Option Command::number(const std::string& name, std::uint64_t& value, std::uint64_t min,
                       std::uint64_t max, const std::string& meaning) {
  return number_into(*this, name, value, min, max, meaning);
}

Option Command::number(const std::string& name, std::optional<std::uint64_t>& value,
                       std::uint64_t min, std::uint64_t max, const std::string& meaning) {
  return number_into(*this, name, value, min, max, meaning);
}

Option Command::probability(const std::string& name, double& value, const std::string& meaning) {
  return Option(app_->add_option(name, value, meaning)).check([](const std::string& text) {
    double number = -1;
    if (CLI::detail::lexical_cast(text, number) && number >= 0 && number < 1) return std::string();
    return fmt::format("'{}' is no probability with 0 ≤ P < 1", text);
  });
}

Option Command::density(const std::string& name, double& value, const std::string& meaning) {
  return Option(app_->add_option(name, value, meaning)).check([](const std::string& text) {
    double number = -1;
    if (CLI::detail::lexical_cast(text, number) && number > 0 && number <= 1) return std::string();
    return fmt::format("'{}' is no density with 0 < D ≤ 1", text);
  });
}

Option Command::each(const std::string& name, std::function<void(const std::string& text)> take,
                     const std::string& meaning) {
  return Option(app_->add_option_function<std::string>(name, take, meaning));
}

Option Command::option(const std::string& name) const { return Option(app_->get_option(name)); }

void Command::footer(std::function<std::string()> text) { app_->footer(std::move(text)); }

void Command::action(std::function<int()> act) {
  app_->callback([act = std::move(act), status = status_] { *status = act(); });
}

CommandLine::CommandLine(const std::string& name, const std::string& meaning,
                         const std::string& version)
    : Command(nullptr, nullptr),
      owned_(std::make_unique<CLI::App>(meaning)),
      exit_status_(std::make_unique<int>(success)) {
  app_ = owned_.get();
  status_ = exit_status_.get();
  app_->name(name);
  if (!version.empty()) app_->set_version_flag("--version", version);
}

CommandLine::~CommandLine() = default;

Command CommandLine::subcommand(const std::string& name, const std::string& meaning) {
  app_->require_subcommand(1);
  // A handle of the base's type; only this class makes them.
  struct Sub : Command {
    Sub(CLI::App* app, int* status) : Command(app, status) {}
  };
  return Sub(app_->add_subcommand(name, meaning), status_);
}

int CommandLine::run(int argc, char** argv) {
  try {
    app_->parse(argc, argv);
    return *status_;
  } catch (const CLI::Success& request) {  // --help and --version
    return app_->exit(request);
  } catch (const CLI::ParseError& error) {
    const auto chosen = app_->get_subcommands();
    const std::string what =
        !app_->get_subcommands({}).empty() && chosen.empty() && argc > 1
            ? fmt::format("'{}' is no {}", argv[1], argv[1][0] == '-' ? "option" : "command")
            : error.what();
    fmt::print(stderr, "{0}: error: {1}; see {0} {2}--help\n", app_->get_name(), what,
               chosen.empty() ? "" : chosen.front()->get_name() + " ");
    return bad_input;
  }
}

}  // namespace denim::cli
