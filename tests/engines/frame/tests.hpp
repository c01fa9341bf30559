// The tests that every engine gets, each a function of what the engine gives; and their
// registration with Catch2.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "tests/catch.hpp"
#include "tests/engines/frame/subject.hpp"

namespace denim::test::engines {

inline constexpr std::size_t shown_failures = 3;  // of a spec

using Check = void(const Subject& subject);

Check check_choices, check_cases;                                          // cases.cpp
Check check_without_stalls, check_one_stall, check_two_stalls;             // stalls.cpp
Check check_joint_stalls, check_long_stalls, check_slow_results;           // stalls.cpp
Check check_late_results, check_late_streams;                              // stalls.cpp
Check check_malformed, check_standstills, check_random_beats, check_bits;  // malformed.cpp
Check check_program_bugs;                                                  // program_bugs.cpp
Check check_stream_bits, check_stream_bits_long;                           // stream_bits.cpp

struct Shape {
  const char* name;  // behind the engine's
  const char* tag;
  Check* check;
  bool (*given)(const Subject& subject) = [](const Subject&) { return true; };
};

inline constexpr std::array shapes{
    Shape{": in the specs of these tests each choice of hardware meets each other", "[choices]",
          check_choices},
    Shape{" is bit- and cycle-exact", "[cases]", check_cases},
    Shape{": without stalls the bench sees the model's cycles", "[stalls]", check_without_stalls},
    Shape{": one stall of one stream, at every moment", "[stalls]", check_one_stall},
    Shape{": a stall of c and one of another stream, at every two moments", "[stalls]",
          check_two_stalls},
    Shape{": stalls of several streams at once", "[stalls]", check_joint_stalls},
    Shape{": long stalls of c", "[stalls]", check_long_stalls},
    Shape{": c takes one beat in so many cycles", "[stalls]", check_slow_results},
    Shape{": the pipeline waits for a result only when the next one is complete", "[stalls]",
          check_late_results},
    Shape{": a stream that comes late only costs its lateness", "[stalls]", check_late_streams},
    Shape{": a malformed beat raises exactly its error bit", "[malformed]", check_malformed},
    Shape{": what never becomes whole or free is a standstill that names the stream", "[malformed]",
          check_standstills},
    Shape{": random streams, malformed or not, do what is documented", "[malformed]",
          check_random_beats},
    Shape{": random bits hang nothing and do what is documented", "[malformed]", check_bits,
          [](const Subject& subject) { return subject.random.bits != nullptr; }},
    Shape{": each bug put into a program is found", "[bugs]", check_program_bugs},
    Shape{": streams of so many bits a cycle cost what the model says", "[stream_bits]",
          check_stream_bits},
    Shape{": a thousand cases with streams of so many bits a cycle", "[.][long][stream_bits]",
          check_stream_bits_long},
};

// As a static object: registers the tests of an engine.
template <Subject (*subject)()>
class Tests {
 public:
  Tests() { add_all(std::make_index_sequence<shapes.size()>()); }

 private:
  static const Subject& filled() {
    static const Subject it = subject();
    return it;
  }
  template <std::size_t number>
  static void run() {
    shapes[number].check(filled());
  }
  template <std::size_t number>
  static void add() {
    const Shape& shape = shapes[number];
    if (!shape.given(filled())) return;
    const std::string name = filled().name + shape.name;
    const std::string tags = "[" + filled().name + "]" + shape.tag;
    REGISTER_TEST_CASE(run<number>, name, tags);
  }
  template <std::size_t... numbers>
  static void add_all(std::index_sequence<numbers...>) {
    (add<numbers>(), ...);
  }
};

}  // namespace denim::test::engines
