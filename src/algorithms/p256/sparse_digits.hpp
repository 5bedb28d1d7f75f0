// Public numbers in sparse signed digits, for multiplication in variable time.

#ifndef TLS_SRC_ALGORITHMS_P256_SPARSE_DIGITS_HPP
#define TLS_SRC_ALGORITHMS_P256_SPARSE_DIGITS_HPP

#include "algorithms/multiprecision/sparse_digits.hpp"

namespace tls::p256 {

using multiprecision::sparse_digits;

/// The odd multiples of a point that such digits need: 1, 3, 5, ...
template <class Point, unsigned Width>
using odd_multiples = std::array<Point, sparse_digits<Width>::multiples>;

} // namespace tls::p256

#endif
