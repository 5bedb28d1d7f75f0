// The test cases of x509-limbo (https://x509-limbo.com), judged.

#ifndef TLS_EXAMPLES_VERIFY_LIMBO_HPP
#define TLS_EXAMPLES_VERIFY_LIMBO_HPP

#include <ostream>
#include <string>

namespace tool {

/// Judges every test case of a file in x509-limbo's JSON and writes a line of JSON for each:
/// {"id": ..., "actual_result": "SUCCESS", "FAILURE" or "SKIPPED", "context": reason}.
/// Throws std::runtime_error if the file cannot be read or is not of that form.
void judge_limbo(const std::string& file, std::ostream& out);

} // namespace tool

#endif
