// Runs the test cases of x509-limbo (https://x509-limbo.com).

#ifndef TLS_EXAMPLES_VERIFY_LIMBO_HPP
#define TLS_EXAMPLES_VERIFY_LIMBO_HPP

#include <ostream>
#include <string>

namespace tool {

/// Runs every test case of a file in x509-limbo's JSON format, and writes one line of JSON for each:
/// {"id": ..., "actual_result": "SUCCESS", "FAILURE" or "SKIPPED", "context": reason}.
/// Throws std::runtime_error if the file cannot be read or has another format.
void run_limbo(const std::string& file, std::ostream& out);

} // namespace tool

#endif
