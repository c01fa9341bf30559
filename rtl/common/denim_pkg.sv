// What all modules of Denim share: the one helper for widths.
package denim_pkg;

  // Bits that name each of 0 … count-1, at least 1.
  function automatic int index_width(input int count);
    index_width = (count > 1) ? $clog2(count) : 1;
  endfunction

endpackage
