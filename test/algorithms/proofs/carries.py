#!/usr/bin/env python3
"""Proves carry chains of src/algorithms with the solver Z3 (Debian: python3-z3). Each proof restates the C++ or assembly
code line by line over bit vectors, or over integers where nothing can overflow, and asks for inputs within the proven
bounds that give a wrong result. There must be none. The restatement is done by hand: tests compare the code itself with
Crypto++.

Exits with 77 if the solver is not installed.
"""

import os
import sys
import time

try:
    import z3
except ImportError:
    # Debian installs the module for its own interpreter only.
    own = "/usr/bin/python3"
    if os.path.exists(own) and os.path.realpath(own) != os.path.realpath(sys.executable):
        os.execv(own, [own, "-B", *sys.argv])
    print("skipped: the Python module z3 is not installed (Debian: python3-z3)")
    sys.exit(77)

P = 2**255 - 19


def prove(name, assumptions, claim):
    """Ends the program unless the claim follows from the assumptions."""
    start = time.monotonic()
    solver = z3.Solver()
    solver.add(*assumptions, z3.Not(claim))
    outcome = solver.check()
    if outcome != z3.unsat:
        print(f"NOT PROVED ({outcome}): {name}")
        if outcome == z3.sat:
            print(solver.model())
        sys.exit(1)
    print(f"proved in {time.monotonic() - start:.1f} s: {name}")


def limbs_of(name, count=4):
    return [z3.BitVec(f"{name}{i}", 64) for i in range(count)]


def wide(limbs, bits):
    """The number that the limbs make, in a vector of this many bits."""
    joined = z3.Concat(*reversed(limbs))
    return z3.ZeroExt(bits - joined.size(), joined)


def chain(a, b, carry, subtract=False):
    """ADC or SBB over all limbs. Returns the limbs and the last carry, one bit."""
    out = []
    for x, y in zip(a, b):
        x, y, c = z3.ZeroExt(1, x), z3.ZeroExt(1, y), z3.ZeroExt(64, carry)
        t = x - y - c if subtract else x + y + c
        out.append(z3.Extract(63, 0, t))
        carry = z3.Extract(64, 64, t)
    return out, carry


NO_CARRY = z3.BitVecVal(0, 1)
ZERO = z3.BitVecVal(0, 64)


def times_38(carry):
    return z3.If(carry == 1, z3.BitVecVal(38, 64), ZERO)


def prove_adx_sums():
    """curve25519/adx_field.hpp: operator+ and operator- modulo 2^256 - 38, for products and for elements."""
    a, b = limbs_of("a"), limbs_of("b")
    bits = 258
    end_of_product = z3.BitVecVal(2**255 + 2**23, bits)
    products = [z3.ULT(wide(a, bits), end_of_product), z3.ULT(wide(b, bits), end_of_product)]

    def is_residue(found, exact, carries, subtract):
        """Each carry or borrow out of 256 bits stands for one multiple of 2^256 - 38."""
        multiple = sum((z3.ZeroExt(bits - 1, carry) for carry in carries), z3.BitVecVal(0, bits))
        multiple = (multiple << 256) - multiple * 38
        return wide(found, bits) == (exact + multiple if subtract else exact - multiple)

    for subtract, word in ((False, "sum"), (True, "difference")):
        exact = wide(a, bits) - wide(b, bits) if subtract else wide(a, bits) + wide(b, bits)
        first, carry = chain(a, b, NO_CARRY, subtract)
        correction = [times_38(carry), ZERO, ZERO, ZERO]
        if subtract:
            short, lost = chain(first, correction, NO_CARRY, True)
        else:
            lowest, lost = chain(first[:1], correction[:1], NO_CARRY)
            short = lowest + first[1:]
        prove(f"the {word} of two products below 2^255 + 2^23 needs one correction by 38", products,
              z3.And(lost == 0, is_residue(short, exact, [carry], subtract)))
        second, again = chain(first, correction, NO_CARRY, subtract)
        lowest, lost = chain(second[:1], [times_38(again)], NO_CARRY, subtract)
        prove(f"the {word} of any two 256-bit numbers needs two corrections by 38", [],
              z3.And(lost == 0, is_residue(lowest + second[1:], exact, [carry, again], subtract)))


def prove_adx_fold():
    """curve25519/adx_field.hpp: TLS_FOLD_HIGHEST_BITS reduces five limbs to a product."""
    r, high = limbs_of("r"), z3.BitVec("high", 64)
    bits = 330
    folded = (high << 1) | z3.LShR(r[3], 63)  # SHLD
    top = r[3] & z3.BitVecVal(2**63 - 1, 64)  # BTR
    out, lost = chain([r[0], r[1], r[2], top], [folded * 19, ZERO, ZERO, ZERO], NO_CARRY)
    exact = wide(r, bits) + (z3.ZeroExt(bits - 64, high) << 256)
    multiple = z3.ZeroExt(bits - 64, folded)
    prove("folding the bits from 2^255 up into the lowest limb keeps the residue, and gives less than 2^255 + 2^23",
          [z3.ULT(high, 2**17)],
          z3.And(lost == 0, z3.ULT(wide(out, bits), z3.BitVecVal(2**255 + 2**23, bits)),
                 wide(out, bits) + (multiple << 255) - multiple * 19 == exact))


def prove_lane_carry():
    """curve25519/lanes.hpp: detail::carry, for sums up to product_sum_max."""
    largest = 20 * 15 * (2**52 - 1)
    assert largest < 2**64
    sums = [z3.Int(f"s{i}") for i in range(5)]
    quotients = [z3.Int(f"q{i}") for i in range(5)]
    remainders = [z3.Int(f"r{i}") for i in range(5)]
    split = [s == q * 2**51 + r for s, q, r in zip(sums, quotients, remainders)]
    ranges = [z3.And(0 <= s, s <= largest, 0 <= r, r < 2**51) for s, r in zip(sums, remainders)]
    out = [remainders[0] + 19 * quotients[4]] + [remainders[i] + quotients[i - 1] for i in range(1, 5)]
    value = lambda digits: z3.Sum(*[digit * 2**(51 * i) for i, digit in enumerate(digits)])
    prove("the parallel carry of five 51-bit digits keeps the residue modulo 2^255 - 19, and digits are factors after it",
          split + ranges,
          z3.And(value(sums) == value(out) + quotients[4] * P,
                 *[z3.And(digit >= 0, digit <= 2**51 - 1 + 19 * (largest >> 51), digit < 2**52 - 38) for digit in out]))


def prove_lane_difference():
    """curve25519/lanes.hpp: add_or_subtract and negated, with twice the modulus added."""
    digit, subtracted = z3.BitVecs("digit subtracted", 64)
    product_max = 2**51 - 1 + 19 * ((20 * 15 * (2**52 - 1)) >> 51)
    for position, added in (("first", 2 * (2**51 - 19)), ("other", 2 * (2**51 - 1))):
        prove(f"a difference with twice the modulus added is not negative in the {position} digits",
              [z3.ULE(digit, 2**52 - 1), z3.ULE(subtracted, product_max)],
              z3.And(z3.UGE(digit + added, subtracted), z3.ULE(digit + added - subtracted, digit + 2 * (2**51 - 1))))


def prove_vector_carries():
    """ifma/multiply.hpp: store_normalized computes all carries by one addition."""
    for lanes in (24, 32, 40, 64, 80):
        generates, propagates = z3.BitVecs("generates propagates", 128)
        used = z3.BitVecVal(2**lanes - 1, 128)
        carries = ((generates << 1) + propagates) ^ propagates
        carry, expected = NO_CARRY, []
        for i in range(lanes):
            expected.append(z3.Extract(i, i, carries) == carry)
            carry = z3.Extract(i, i, generates) | (z3.Extract(i, i, propagates) & carry)
        prove(f"one addition gives the carries into {lanes} lanes",
              [generates & ~used == 0, propagates & ~used == 0, generates & propagates == 0], z3.And(*expected))


def prove_montgomery_step():
    """curve25519/scalar.cpp: montgomery_product, and rsa/adx.cpp: reduce, for any number of limbs."""
    limb = 2**64
    total, modulus, factor, multiple, b, out = z3.Ints("total modulus factor multiple b out")
    prove("a step of Montgomery's multiplication keeps the sum below twice the modulus and one",
          [modulus > 0, 0 <= total, total <= 2 * modulus, 0 <= b, b < modulus, 0 <= factor, factor < limb, 0 <= multiple,
           multiple < limb, out * limb <= total + (limb - 1) * b + (limb - 1) * modulus],
          out <= 2 * modulus)


def prove_signed_digits():
    """curve25519/signed_digits.hpp: digits from -8 to 8 of a number below 2^255."""
    nibble, carry, digit, next_carry = z3.Ints("nibble carry digit next_carry")
    step = [0 <= nibble, nibble <= 15, 0 <= carry, carry <= 1]
    prove("a step of the recoding gives a digit from -8 to 7, and a carry of 0 or 1 that makes up for it",
          step + [next_carry == (nibble + carry + 8) / 16, digit == nibble + carry - 16 * next_carry],
          z3.And(-8 <= digit, digit <= 7, 0 <= next_carry, next_carry <= 1,
                 nibble + carry == digit + 16 * next_carry))
    prove("the last digit of a number below 2^255 is at most 8 without a carry", step + [nibble <= 7], nibble + carry <= 8)


prove_adx_sums()
prove_adx_fold()
prove_lane_carry()
prove_lane_difference()
prove_vector_carries()
prove_montgomery_step()
prove_signed_digits()
