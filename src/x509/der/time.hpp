// UTCTime and GeneralizedTime in the forms that RFC 5280 section 4.1.2.5 allows.

#ifndef TLS_SRC_X509_DER_TIME_HPP
#define TLS_SRC_X509_DER_TIME_HPP

#include "x509/der/der_reader.hpp"
#include "x509/der/der_writer.hpp"

#include <tls/x509/certificate.hpp>

#include <string>

namespace tls::x509 {

/// Reads a Time. One beyond what time_point can say (the years 1678 to 2261) becomes the nearest
/// that it can. Throws der::error.
time_point read_time(der::reader&);

/// A Time: UTCTime until 2049, GeneralizedTime from 2050 on.
der::encoding write_time(time_point);

/// GeneralizedTime, also for the years for which a Time is UTCTime.
der::encoding write_generalized_time(time_point);

/// "2026-01-03" in UTC.
std::string to_date(time_point);

} // namespace tls::x509

#endif
