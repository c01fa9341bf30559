// One way to include Catch2, whichever major version the system has: v2 (Debian 12) or v3
// (Debian 13). Tests include this header and never <catch2/...> itself.
//
// What both versions then offer without qualification: `Approx`, the namespace `Matchers`, and
// `ContainsSubstring(text)`. `CHECK_REFUSED` is the usual way to test a refusal: an error that does
// not say what is wrong and where is as much a bug as a missing one.
#pragma once

// g++ 12 with sanitizers warns of libstdc++'s <regex>, which only the runner of v2 includes.
#if defined(__GNUC__) && (defined(CATCH_CONFIG_RUNNER) || defined(CATCH_CONFIG_MAIN))
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
namespace Matchers = Catch::Matchers;
using Catch::Matchers::ContainsSubstring;
#else
#include <catch2/catch.hpp>  // brings Approx along by itself
namespace Matchers = Catch::Matchers;
inline auto ContainsSubstring(const std::string& text) { return Catch::Matchers::Contains(text); }
#endif

#include <exception>
#include <initializer_list>
#include <string>

namespace denim::test {

/// Runs `action`; true when it throws a std::exception whose message holds every part in `parts`.
/// On false, `message` says what happened instead.
template <class Action>
bool refuses_with(Action&& action, std::initializer_list<const char*> parts, std::string& message) {
  try {
    action();
  } catch (const std::exception& error) {
    message = error.what();
    for (const char* part : parts)
      if (message.find(part) == std::string::npos) return false;
    return true;
  }
  message = "(nothing was thrown)";
  return false;
}

}  // namespace denim::test

/// CHECK_REFUSED(expression, "part of the message", "another part", ...)
#define CHECK_REFUSED(expression, ...)                                               \
  do {                                                                               \
    std::string refusal_message;                                                     \
    const bool refused_as_expected = denim::test::refuses_with(                      \
        [&] { static_cast<void>(expression); }, {__VA_ARGS__}, refusal_message);     \
    INFO("expected a refusal with: " #__VA_ARGS__ "; message: " << refusal_message); \
    CHECK(refused_as_expected);                                                      \
  } while (false)
