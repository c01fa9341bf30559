// --stream-bits: what run and compare say of streams that move so many bits a cycle.
#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

const Arguments bounded_layer{"--synthetic", "24x40@0.3", "--cols", "9"};

Json bounded_report(const User& user, const Arguments& run) {
  const Ended ended = user.denim(Arguments{"run", "--json", "j.json"} + run + bounded_layer);
  INFO(ended.all());
  REQUIRE(ended.ok());
  return user.json("j.json");
}

std::uint64_t sum_of_causes(const Json& json) {
  std::uint64_t sum = 0;
  for (const auto& [name, cycles] : json.items()) sum += cycles.get<std::uint64_t>();
  return sum;
}

TEST_CASE("a run with bounded streams tells its cycles, by RTL and model", "[cli][stream_bits]") {
  const User user;
  const Json free = bounded_report(user, {"demm_2_8_4"});
  CHECK(free.at("stream_bits") == Json::object());
  CHECK(free.at("buffer_bytes") == 8 * 4);  // a tile of 8 × 4 bytes
  for (const char* stream : {"a", "b", "c"}) {
    CHECK(free.at("stream_bytes").at(stream) > 0);
    CHECK_FALSE(free.at("cycles_by_cause").contains(std::string(stream) + "_bound"));
  }
  for (const char* text : {"a=5", "b=7", "c=3", "a=13,b=1,c=40", "c=1000000,a=1"}) {
    for (const Arguments& more : {Arguments{}, Arguments{"--top", "axis"}}) {
      CAPTURE(text, more);
      const Json json = bounded_report(user, Arguments{"demm_2_8_4", "--stream-bits", text} + more);
      INFO(json.dump(1));
      CHECK(json.at("passed") == true);
      CHECK(json.at("cycles") == json.at("cycles_model"));
      CHECK(json.at("cycles") > free.at("cycles"));
      CHECK(json.at("stream_bytes") == free.at("stream_bytes"));
      CHECK(sum_of_causes(json.at("cycles_by_cause")) == json.at("cycles"));
      std::string told;
      for (const auto& [stream, bits] : json.at("stream_bits").items()) {
        told += (told.empty() ? "" : ",") + stream + "=" + bits.dump();
        CHECK(json.at("cycles").get<double>() * bits.get<double>() >=
              8 * json.at("stream_bytes").at(stream).get<double>());
        CHECK(json.at("cycles_by_cause").contains(stream + "_bound"));
      }
      CHECK(told == (text == std::string("c=1000000,a=1") ? "a=1,c=1000000" : text));
    }
  }
  const Json stalled =
      bounded_report(user, {"demm_2_8_4", "--stream-bits", "b=7", "--stall", "0.5"});
  CHECK(stalled.at("passed") == true);
  CHECK(stalled.at("cycles") > stalled.at("cycles_model"));
  // The streams of an engine without a C have other names.
  const Ended apart = user.denim({"run", "tasd_2_4", "--synthetic", "9x16@0.5", "--stream-bits",
                                  "r=8,t=16", "--json", "t.json"});
  INFO(apart.all());
  REQUIRE(apart.ok());
  CHECK(user.json("t.json").at("stream_bits") == Json{{"t", 16}, {"r", 8}});
}

TEST_CASE("a number alone is that of each stream of an operand", "[cli][stream_bits]") {
  const User user;
  const auto causes = [&](const char* text) {
    return bounded_report(user, {"demm_2_8_4", "--model-only", "--stream-bits", text});
  };
  CHECK(causes("9").dump() == causes("a=9,b=9").dump());
}

TEST_CASE("bits of streams that are none are refused", "[cli][bad][stream_bits]") {
  const User user;
  const auto refused = [&](const std::string& text, std::initializer_list<std::string> parts) {
    CAPTURE(text);
    for (const char* command : {"run", "compare"}) {
      const Arguments engine =
          command == std::string("run")
              ? Arguments{"run", "demm_2_8_4", "--model-only"}
              : Arguments{"compare", "--engines", "demm_2_8_4", "--rtl", "none"};
      CHECK_BAD(user,
                engine + bounded_layer + Arguments{"--stream-bits", text, "--json", "none.json"},
                parts);
      CHECK_FALSE(std::filesystem::exists(user.path("none.json")));
    }
  };
  for (const char* number : {"0", "-1", "1.5", "x", "", " 3", "3 ", "0x10", "1048577", "1e3"}) {
    refused("a=8,b=" + std::string(number),
            {"--stream-bits", "'b=" + std::string(number) + "'", "from 1 to 1048576", "a=32"});
  }
  refused("a", {"'a'", "a=32,b=32,c=32"});
  refused("a=8,", {"''", "a=32,b=32,c=32"});
  refused("=8", {"'=8' names no stream", "a=8"});
  refused("8,b=8", {"'8' stands beside others", "a=8"});
  refused("a=8,b=9,a=8", {"stream 'a' is named twice"});
  refused("a=8,d=9", {"demm has no stream 'd'", "it has a, b, c"});
  CHECK_BAD(user,
            Arguments{"run", "demm_2_8_4"} + bounded_layer +
                Arguments{"--stream-bits", "a=8", "--stream-bits", "b=8"},
            {"--stream-bits"});
}

}  // namespace
}  // namespace denim::test::cli
