// UTCTime and GeneralizedTime in the forms that RFC 5280 section 4.1.2.5 allows.

#ifndef TLS_SRC_X509_DER_TIME_HPP
#define TLS_SRC_X509_DER_TIME_HPP

#include "x509/der/der_reader.hpp"
#include "x509/der/der_writer.hpp"

#include <tls/x509/certificate.hpp>

#include <string>

namespace tls::x509 {

/// Reads a Time. A time outside the range of time_point (the years 1678 to 2261) becomes the nearest time within it.
/// Throws der::error.
time_point read_time(der::reader&);

/// Encodes a Time: UTCTime from 1950 to 2049, else GeneralizedTime.
der::encoding write_time(time_point);

/// Encodes a GeneralizedTime, also for the years in which a Time is UTCTime.
der::encoding write_generalized_time(time_point);

/// Formats the UTC date as "2026-01-03".
std::string to_date(time_point);

} // namespace tls::x509

#endif
