// The text of a series: what is read, what is refused and where.
#include "sw/tasd/series.hpp"
#include "tests/catch.hpp"

using denim::tasd::Series;
using denim::tasd::Term;

TEST_CASE("A series is read from its text", "[tasd]") {
  CHECK(Series::parse("2:4") == Series{{{2, 4}}, false});
  CHECK(Series::parse("2:4+2:8") == Series{{{2, 4}, {2, 8}}, false});
  CHECK(Series::parse("2:4+lossless") == Series{{{2, 4}}, true});
  CHECK(Series::parse("1:1+1:1024+1024:1024+lossless") ==
        Series{{{1, 1}, {1, 1024}, {1024, 1024}}, true});
}

TEST_CASE("The text of a series reads back as the same series", "[tasd]") {
  for (const char* text : {"2:4", "2:4+2:8", "8:128+lossless", "4:8+2:8+1:8+lossless"}) {
    CHECK(Series::parse(text).to_string() == text);
    CHECK(Series::parse(Series::parse(text).to_string()) == Series::parse(text));
  }
  CHECK(Series{{{8, 128}}, true}.to_string() == "8:128+lossless");
}

TEST_CASE("A series that is none is refused with the place and an example", "[tasd]") {
  struct Case {
    const char* text;
    const char* what;
    const char* where;
  };
  const Case cases[] = {
      {"", "empty", "position 1"},
      {"2", "':' expected", "position 2"},
      {"2:", "(M of N:M)", "position 3"},
      {":4", "(N of N:M)", "position 1"},
      {"2:4+", "(N of N:M)", "position 5"},
      {"+2:4", "(N of N:M)", "position 1"},
      {"2:4++2:8", "(N of N:M)", "position 5"},
      {"2:4 + 2:8", "'+' or the end", "position 4"},
      {"2:4,2:8", "'+' or the end", "position 4"},
      {"2:4:8", "'+' or the end", "position 4"},
      {"0:4", "less than 1", "position 1"},
      {"2:8+5:4", "N = 5 is larger than M = 4", "position 5"},
      {"2:1025", "M is larger than 1024", "position 3"},
      {"2:99999999999999999999", "M is larger than 1024", "position 3"},
      {"-2:4", "(N of N:M)", "position 1"},
      {"2:-4", "(M of N:M)", "position 3"},
      {"2.5:4", "':' expected", "position 2"},
      {"dense", "(N of N:M)", "position 1"},
      {"Lossless", "(N of N:M)", "position 1"},
      {"lossless", "no term before it", "position 1"},
      {"2:4+lossless+2:8", "last element", "position 13"},
      {"2:4+losslessly", "last element", "position 13"},
  };
  for (const Case& bad : cases) {
    CAPTURE(bad.text);
    CHECK_REFUSED(Series::parse(bad.text), "is not a series", bad.what, bad.where, "such as 2:4");
  }
}
